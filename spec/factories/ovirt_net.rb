FactoryBot.define do
  factory :ems_ovirt_net,
          :aliases => ["manageiq/providers/ovirt_net/network_manager"],
          :class   => "ManageIQ::Providers::OvirtNet::NetworkManager",
          :parent  => :ems_network do
    parent_manager    { FactoryBot.create(:ems_ovirt_with_authentication) }
    zone              { parent_manager&.zone || FactoryBot.create(:zone) }
    api_version       { "v2" }
    port              { 35_357 }
    security_protocol { "ssl" }
  end
end
