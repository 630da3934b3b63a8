# A stored table of a network manager: its rows as records of PostgreSQL, and what writes them in batches.
class ManageIQ::Providers::OvirtNet::Inventory::Table
  BATCH      = 10_000
  TIMESTAMPS = %w[created_at created_on updated_at updated_on].freeze

  # References without which nothing in ManageIQ would lead to a row
  REQUIRED = {
    :cloud_subnet_network_ports    => %i[cloud_subnet_id network_port_id],
    :firewall_rules                => %i[resource_id],
    :network_ports_security_groups => %i[network_port_id security_group_id]
  }.freeze

  attr_reader :name

  delegate :connection, :klass, :quoted_table_name, :to => :@rows

  # @return [Array<Table>] all tables, each after those it refers to
  def self.all(manager)
    ::OvirtNet::Stored.columns.keys.map { |name| new(manager, name) }
  end

  def initialize(manager, name)
    @manager = manager
    @name    = name
    @columns = ::OvirtNet::Stored.columns.fetch(name)
    @rows    = rows
  end

  # @return [String, nil] name of the rows' class; of networks, what their kinds are under
  def type
    model.name if model != klass
  end

  # @return [ActiveRecord::Relation] all rows, with +record+: their id and what a refresh keeps of them
  def records
    @rows.select("ROW(#{[:id, *@columns.keys].map { |column| "#{quoted_table_name}.#{column}" }.join(", ")}) AS record")
  end

  # Leaves out what another process has stored meanwhile: the next refresh sees to it.
  #
  # @param columns [Array<Symbol>]
  # @param arrays [Array<String>] PostgreSQL's text of an array for each column
  def insert(columns, arrays)
    constants = {"ems_id" => owner, **timestamps(TIMESTAMPS)}.compact
    write("Insert", arrays, <<~SQL)
      INSERT INTO #{quoted_table_name} (#{[*constants.keys, *columns].join(", ")})
      SELECT #{[*constants.values, *columns.map { |column| value(column) }].join(", ")}
      FROM #{wanted(columns)}
      #{"WHERE NOT EXISTS (SELECT FROM #{quoted_table_name} AS stored WHERE #{same})" if @columns.key?(:ems_ref)}
      ON CONFLICT DO NOTHING
    SQL
  end

  # @param columns [Array<Symbol>] +:id+ and those that change
  # @param arrays [Array<String>] PostgreSQL's text of an array for each column
  def update(columns, arrays)
    changes = columns.without(:id).to_h { |column| [column, value(column)] }.merge(timestamps(TIMESTAMPS.grep(/updated/)))
    write("Update", arrays, <<~SQL)
      UPDATE #{quoted_table_name} SET #{changes.map { |column, value| "#{column} = #{value}" }.join(", ")}
      FROM #{wanted(columns)}
      WHERE #{quoted_table_name}.id = wanted.id::bigint
    SQL
  end

  # As ActiveRecord destroys them, but for rows that nothing depends on: those go all at once.
  def delete(ids)
    ids.each_slice(BATCH) do |batch|
      depended_on = depended_on(batch)
      alone       = batch - depended_on
      klass.where(:id => depended_on).find_each(&:destroy) if depended_on.any?
      klass.where(:id => alone).delete_all if alone.any?
    end
  end

  private

  def rows
    ports = @manager.network_ports.select(:id)
    case name
    when :cloud_subnet_network_ports    then CloudSubnetNetworkPort.where(:network_port_id => ports)
    when :cloud_tenants                 then CloudTenant.where(:ems_id => owner)
    when :firewall_rules                then FirewallRule.where(:resource_type => "SecurityGroup", :resource_id => @manager.security_groups.select(:id))
    when :network_ports_security_groups then NetworkPortSecurityGroup.where(:network_port_id => ports)
    else name.to_s.classify.constantize.where(:ems_id => owner)
    end
  end

  # The manager that rows of the table belong to by themselves
  def owner
    return if REQUIRED.key?(name)

    name == :cloud_tenants ? @manager.parent_ems_id : @manager.id
  end

  def model
    return klass if REQUIRED.key?(name)

    name == :cloud_tenants ? ManageIQ::Providers::Openstack::CloudManager::CloudTenant : @manager.class.const_get(klass.name, false)
  end

  def timestamps(names)
    (names & klass.column_names).index_with { "now()" }
  end

  def write(verb, arrays, sql)
    connection.update(sql, "#{verb} #{name}", arrays)
  end

  def wanted(columns)
    arrays = columns.each_index.map { |index| "$#{index + 1}::text[]" }
    "unnest(#{arrays.join(", ")}) AS wanted(#{columns.join(", ")}) #{columns.filter_map { |column| reference(column) }.join(" ")}"
  end

  # What makes a stored row the same as a wanted one
  def same
    of = owner ? "stored.ems_id = #{owner}" : "stored.resource_id = to_resource_id.id AND stored.resource_type = wanted.resource_type"
    "stored.ems_ref = wanted.ems_ref AND #{of}"
  end

  # The rows that a column's ems_refs lead to
  def reference(column)
    table = @columns[column] && self.class.new(@manager, @columns[column])
    return unless table

    "#{"LEFT" unless REQUIRED[name]&.include?(column)} JOIN (#{table.oldest_ids}) AS to_#{column} ON to_#{column}.ems_ref = wanted.#{column}"
  end

  def value(column)
    value = "wanted.#{column}::#{klass.columns_hash[column.to_s].sql_type}"
    return value unless @columns[column]

    # Of a port's devices, only routers are ours.
    column == :device_id ? "CASE wanted.device_type WHEN 'NetworkRouter' THEN to_device_id.id ELSE #{value} END" : "to_#{column}.id"
  end

  def depended_on(ids)
    # Tenants have joins that no association shows.
    return ids if name == :cloud_tenants

    dependents.flat_map do |association|
      owners = {association.foreign_key => ids}
      owners[association.type] = klass.polymorphic_name if association.type
      association.klass.where(owners).distinct.pluck(association.foreign_key)
    end.uniq
  end

  def dependents
    model.reflect_on_all_associations.select { |association| association.options[:dependent] && !association.belongs_to? && !association.options[:through] }
  end

  protected

  def oldest_ids
    "SELECT ems_ref, min(id) AS id FROM #{quoted_table_name} WHERE ems_id = #{owner} GROUP BY ems_ref"
  end
end
