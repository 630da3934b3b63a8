require_relative "network_api"

# VMs of oVirt with ports at the provider, with addresses that OVN has chosen and such as somebody has given them.
RSpec.shared_context "VMs with ports" do
  around { |example| RealProvider.or_simulator { |provider| (@provider = provider) && example.run } }

  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:manager)   { manager_of(@provider) }
  let(:api)       { NetworkApi.new(manager) }
  let(:blue)      { made("network", :name => "blue") }
  let(:sub)       { made("subnet", :name => "sub", :network_id => blue, :cidr => "10.1.0.0/24", :gateway_ip => "10.1.0.1", :enable_dhcp => true, :ip_version => 4) }
  let(:vm)        { vm_with("web01", "nic1" => nil, "nic2" => "10.1.0.55") }

  before do
    EvmSpecHelper.local_miq_server unless MiqServer.my_server
    NotificationType.seed
    @provider.settings = {:dynamic_ips => true} if @provider.kind_of?(Simulator)
    %w[web db].each { |name| made("security_group", :name => name) }
    sub
    vm
    EmsRefresh.refresh(manager)
    MiqQueue.delete_all
  end

  def made(kind, attributes)
    JSON.parse(api.create(kind, attributes).body).dig(kind, "id")
  end

  # @param nics [Hash{String => String}] the addresses that somebody has given
  def vm_with(name, nics)
    FactoryBot.create(:vm_ovirt, :name => name, :ext_management_system => manager.parent_manager).tap do |vm|
      hardware = FactoryBot.create(:hardware, :vm_or_template => vm)
      nics.each do |nic, address|
        vnic  = SecureRandom.uuid
        fixed = address ? {:fixed_ips => [{:ip_address => address}]} : {}
        made("port", {:name => nic, :network_id => blue, :device_id => vnic, :device_owner => "oVirt"}.merge(fixed))
        FactoryBot.create(:guest_device_nic, :hardware => hardware, :uid_ems => vnic)
      end
    end
  end

  def port(name = "nic1")
    manager.network_ports.find_by!(:name => name)
  end

  def group(name)
    manager.security_groups.find_by!(:name => name)
  end

  # @return [Hash{String => Array}] by port, its groups, whether it has port security, and its address, at the provider
  def at_provider
    dump   = @provider.dump
    groups = dump["security_groups"].to_h { |group| group.values_at("id", "name") }
    dump["ports"].to_h { |port| [port["name"], [port["security_groups"].map { |id| groups.fetch(id, id) }.sort, port["port_security_enabled"], port.dig("fixed_ips", 0, "ip_address")]] }
  end
end
