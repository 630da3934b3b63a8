# Formats messages with the names that their reader uses: labels of forms, or attributes of the API.
class ManageIQ::Providers::OvirtNet::NetworkManager::MessageFormatter
  # Names of the API's attributes by the client's, where they differ.
  API = {
    "network_type"       => "provider_network_type",
    "physical_network"   => "provider_physical_network",
    "segmentation_id"    => "provider_segmentation_id",
    "gateway_ip"         => "gateway",
    "enable_dhcp"        => "dhcp_enabled",
    "network_id"         => "cloud_network_id",
    "gateway_network_id" => "cloud_network_id",
    "gateway_subnet_id"  => "cloud_subnet_id"
  }.freeze

  ID = /(?<![\w\/-])\h{8}-\h{4}-\h{4}-\h{4}-\h{12}(?![\w-])/

  # @return [Hash{String => String}] labels of the forms' fields by the client's names
  def self.labels
    namespace = ManageIQ::Providers::OvirtNet::NetworkManager
    [namespace::CloudNetwork, namespace::CloudSubnet, namespace::NetworkRouter, namespace::SecurityGroup].map { |kind| kind::Form::LABELS }.reduce(:merge).transform_values { |label| _(label) }
  end

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @param message [String]
  # @return [String] the same with names for the ids of stored objects that its reader may see; paths of requests stay as they are
  def with_names(message)
    names = manager.class::VisibleNames.new
    message.gsub(ID) { |ref| name_of(ref, names)&.inspect || ref }
  end

  private

  attr_reader :manager

  def name_of(ref, names)
    %i[cloud_networks cloud_subnets network_routers security_groups network_ports].each do |rows|
      row = manager.public_send(rows).find_by(:ems_ref => ref)
      return row.name if row && row.name.present? && names.visible?(row)
    end
    nil
  end
end
