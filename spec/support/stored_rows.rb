# ManageIQ's rows written as tests/recordings/peer-rows.json has them: references as the ems_ref that they lead to, types
# without the namespace of the network manager.
class StoredRows
  REFERENCES = {
    "cloud_network_id"         => "CloudNetwork",
    "cloud_subnet_id"          => "CloudSubnet",
    "cloud_tenant_id"          => "CloudTenant",
    "network_router_id"        => "NetworkRouter",
    "parent_cloud_subnet_id"   => "CloudSubnet",
    "parent_id"                => "CloudTenant",
    "resource_id"              => "SecurityGroup",
    "source_security_group_id" => "SecurityGroup"
  }.freeze

  # @param columns [Hash{String => Array<String>}] which to read of each table
  def initialize(columns)
    @columns = columns
  end

  # @return [Hash{String => Hash{String => Hash}}] rows by ems_ref, by table
  def to_h
    @columns.to_h { |table, columns| [table, table.classify.constantize.all.to_h { |row| [row.ems_ref, cells(row, columns)] }] }
  end

  private

  def cells(row, columns)
    columns.index_with { |column| JSON.parse(JSON.generate(cell(row, column))) }
  end

  def cell(row, column)
    case column
    when "type"            then row.try(:type).to_s.delete_prefix("ManageIQ::Providers::OvirtNet::NetworkManager::")
    when "security_groups" then row.security_groups.map(&:ems_ref).sort
    when "addresses"       then row.cloud_subnet_network_ports.map { |address| [address.cloud_subnet.ems_ref, address.address] }.sort
    when "device_id"       then row.device && (row.device.try(:ems_ref) || row.device.uid_ems)
    else                        REFERENCES.key?(column) ? ems_ref(REFERENCES[column], row[column]) : row[column]
    end
  end

  def ems_ref(model, id)
    id && model.constantize.find(id).ems_ref
  end
end
