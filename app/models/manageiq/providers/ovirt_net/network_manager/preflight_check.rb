# Checks form values against the stored rows before a task is queued, so that a refused form stays open with its values.
class ManageIQ::Providers::OvirtNet::NetworkManager::PreflightCheck
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param options [Hash] as the API passes them on
  # @param record the row that is changed; nil for a new one
  def initialize(manager, options, record = nil)
    @manager = manager
    @payload = manager.class::Payload.new(manager, options, record)
    @record  = record
  end

  # @raise [::OvirtNet::InvalidChangeError] in the words of whoever typed it
  def check_router
    checked do
      given = payload.router
      check_gateway(given[:gateway_ip_address].to_s, given[:gateway_network_id] || record&.cloud_network&.ems_ref) if given[:gateway_ip_address].present?
    end
  end

  # @raise [::OvirtNet::InvalidChangeError] likewise
  def check_subnet
    checked do
      given = payload.subnet
      record ? ::OvirtNet.check_subnet_change(given.slice(*stored.keys), stored.merge(:id => record.ems_ref, :cidr => record.cidr)) : ::OvirtNet.check_subnet(given)
    end
  end

  private

  attr_reader :manager, :payload, :record

  # What the form of a subnet lets be changed beside the name
  def stored
    {:gateway_ip => record.gateway, :dns_nameservers => record.dns_nameservers || []}
  end

  def check_gateway(address, network_ref)
    return if record && record.gateway_ip_address == address

    subnet = manager.cloud_subnets.joins(:cloud_network).find_by(:cloud_networks => {:ems_ref => network_ref})
    ::OvirtNet.check_gateway_address(address, subnet.cidr, taken(subnet)) if subnet
  end

  def taken(subnet)
    CloudSubnetNetworkPort.where(:cloud_subnet => subnet).pluck(:address).push(subnet.gateway).compact
  end

  def checked
    yield
  rescue ::OvirtNet::InvalidChangeError => err
    raise ::OvirtNet::InvalidChangeError, manager.with_names(payload.worded(err))
  end
end
