ManageIQ::Providers::Openstack::NetworkManager::CloudSubnet.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::CloudSubnet < ManageIQ::Providers::Openstack::NetworkManager::CloudSubnet
  include ManageIQ::Providers::OvirtNet::NetworkManager::Changeable

  # For reports; null where the addresses have no end
  virtual_column :addresses_total, :type => :integer
  virtual_column :addresses_used,  :type => :integer
  virtual_column :addresses_free,  :type => :integer
  virtual_column :addresses_used_percent, :type => :integer

  supports :create
  supports(:update) { unmanaged || paused }
  supports(:delete) { unmanaged || paused || in_use_by_vms || on_router }

  refuse_while_paused :update_cloud_subnet_queue, :delete_cloud_subnet_queue

  def self.display_name(number = 1)
    n_("Cloud Subnet (oVirt OVN)", "Cloud Subnets (oVirt OVN)", number)
  end

  # @return [Hash{Symbol => Integer}, nil] see ManageIQ::Providers::OvirtNet::AddressUsage.of
  def address_usage
    @address_usage ||= ManageIQ::Providers::OvirtNet::AddressUsage.of([self])[id]
  end

  %i[total used free].each { |number| define_method(:"addresses_#{number}") { address_usage&.fetch(number) } }

  def addresses_used_percent
    address_usage&.then { |usage| ManageIQ::Providers::OvirtNet::AddressUsage.percent(usage) }
  end

  def self.params_for_create(manager)
    Form.new(manager).create
  end

  def self.raw_create_cloud_subnet(manager, options)
    given = payload(manager, options)
    doing = _("Creating Cloud Subnet %{name}") % {:name => given.name}
    manager.change_and_notify(MiqException::MiqCloudSubnetCreateError, doing, given) do |client|
      attributes = given.subnet
      client.create_subnet(attributes, :ports => manager.port_lookup.on_network(attributes[:network_id]).pluck(:ems_ref))
    end
  end

  def params_for_update
    Form.new(ext_management_system, self).update
  end

  # @raise [::OvirtNet::InvalidChangeError] where what was typed cannot be, as far as that can be told here
  def update_cloud_subnet_queue(userid, options = {})
    ManageIQ::Providers::OvirtNet::NetworkManager::PreflightCheck.new(ext_management_system, options, self).check_subnet
    super
  end

  def raw_update_cloud_subnet(options = {})
    given = payload(options)
    doing = _("Updating Cloud Subnet %{name}") % {:name => name}
    change_and_notify(MiqException::MiqCloudSubnetUpdateError, doing, given) { |client| client.update_subnet(ems_ref, given.subnet) }
  end

  def raw_delete_cloud_subnet(_options = {})
    doing = _("Deleting Cloud Subnet %{name}") % {:name => name}
    change_and_notify(MiqException::MiqCloudSubnetDeleteError, doing) { |client| client.delete_subnet(ems_ref) }
  end

  private

  def on_router
    router = network_router || cloud_network&.public_network_routers&.first or return
    _("%{name} is connected to the router %{router}. Remove its interface or gateway first.") % {:name => name, :router => listed(::NetworkRouter.where(:id => router.id))}
  end
end
