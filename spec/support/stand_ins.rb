# Small stand-ins for what our inventory classes use of ManageIQ, so that their logic has specs where there is no ManageIQ.
# spec/contract runs in both places and holds them to the real ones.
require_relative "stand_ins/inventory"
require_relative "stand_ins/lists"
require_relative "stand_ins/manageiq"

module StandIns
  # @return a network manager with a parent: a stored one in ManageIQ
  def self.network_manager
    return FactoryBot.create(:ems_ovirt_net) if defined?(Rails)

    Manager.new(:id => 2, :name => "ovirt Network Manager", :parent_manager => Manager.new(:id => 1, :name => "ovirt"))
  end
end
