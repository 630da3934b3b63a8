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

  delegate :klass, :quoted_table_name, :to => :@rows

  # @return [Array<Class>] the models whose rows belong to a network manager by themselves
  def self.models
    (::OvirtNet::Stored.columns.keys - REQUIRED.keys - [:cloud_tenants]).map { |table| table.to_s.classify.constantize }
  end

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

  # @param refs [Hash{Symbol => Array<String>, nil}, nil] which rows, by table; all where nil
  # @return [ActiveRecord::Relation] rows with +record+: their id and what a refresh keeps of them
  def records(refs = nil)
    columns = [:id, *@columns.keys].map { |column| "#{quoted_table_name}.#{quoted(column)}" }
    (refs ? few(refs) : @rows).select("ROW(#{columns.join(", ")}) AS record")
  end

  # Leaves out what another process has stored meanwhile: the next refresh sees to it.
  #
  # @param columns [Array<Symbol>]
  # @param arrays [Array<String>] PostgreSQL's text of an array for each column
  def insert(columns, arrays)
    constants = {:ems_id => owner, **timestamps(TIMESTAMPS)}.compact
    write("Insert", arrays, <<~SQL)
      INSERT INTO #{quoted_table_name} (#{[*constants.keys, *columns].map { |column| quoted(column) }.join(", ")})
      SELECT #{[*constants.values, *columns.map { |column| value(column) }].join(", ")}
      FROM #{wanted(columns)}
      #{"WHERE NOT EXISTS (SELECT FROM #{quoted_table_name} AS stored WHERE #{same})" if @columns.key?(:ems_ref)}
      ON CONFLICT DO NOTHING
    SQL
  end

  # @param columns [Array<Symbol>] +:id+ and those that change
  # @param arrays [Array<String>] PostgreSQL's text of an array for each column
  def update(columns, arrays)
    changes = columns.without(:id).index_with { |column| value(column) }.merge(timestamps(TIMESTAMPS.grep(/updated/)))
    write("Update", arrays, <<~SQL)
      UPDATE #{quoted_table_name} SET #{changes.map { |column, value| "#{quoted(column)} = #{value}" }.join(", ")}
      FROM #{wanted(columns)}
      WHERE #{quoted_table_name}.id = wanted.id::bigint
    SQL
  end

  # Deletes rows with what ManageIQ keeps of them.
  def delete(ids)
    ids.each_slice(BATCH) do |batch|
      rows = klass.where("#{quoted_table_name}.id = ANY (?::bigint[])", "{#{batch.join(",")}}")
      # What the engine's other network managers list as well stays, once.
      rows = rows.merge(@manager.tenant_ownership.without).or(rows.merge(@manager.tenant_ownership.doubled)) if name == :cloud_tenants
      ManageIQ::Providers::OvirtNet::Inventory::Deletion.delete(rows, model)
    end
  end

  # Lets nothing here lead to rows that go. What is nothing without them goes with them.
  #
  # @param table [Symbol] whose rows go
  def forget(table, ids)
    (@columns.select { |_column, to| to == table }.keys - REQUIRED.fetch(name, [])).each do |column|
      if column == :device_id
        @rows.where(:device_id => ids, :device_type => "NetworkRouter").update_all(:device_id => nil, :device_type => nil)
      else
        @rows.where(column => ids).update_all(column => nil)
      end
    end
  end

  private

  def rows
    ports = @manager.network_ports.select(:id)
    case name
    when :cloud_subnet_network_ports    then CloudSubnetNetworkPort.where(:network_port_id => ports)
    when :cloud_tenants                 then @manager.cloud_tenants
    when :firewall_rules                then FirewallRule.where(:resource_type => "SecurityGroup", :resource_id => @manager.security_groups.select(:id))
    when :network_ports_security_groups then NetworkPortSecurityGroup.where(:network_port_id => ports)
    else name.to_s.classify.constantize.where(:ems_id => owner)
    end
  end

  # The rows with these ems_refs; links have none, they are their ports'. These are looked up first: PostgreSQL, where it takes the tables
  # for empty, would compare each port with each link.
  def few(refs)
    if @columns.key?(:ems_ref)
      refs.fetch(name) ? @rows.where(:ems_ref => refs.fetch(name)) : @rows
    else
      klass.where("#{quoted_table_name}.network_port_id = ANY (ARRAY(?))", @manager.network_ports.where(:ems_ref => refs.fetch(:network_ports)).select(:id))
    end
  end

  # The manager that rows of the table belong to by themselves
  def owner
    return if REQUIRED.key?(name)

    name == :cloud_tenants ? @manager.tenant_ownership.owner.id : @manager.id
  end

  def model
    return klass if REQUIRED.key?(name)

    name == :cloud_tenants ? ManageIQ::Providers::Openstack::CloudManager::CloudTenant : @manager.class.const_get(klass.name, false)
  end

  def timestamps(names)
    (names & klass.column_names).map(&:to_sym).index_with { "now() AT TIME ZONE 'UTC'" }
  end

  def write(verb, arrays, sql)
    klass.lease_connection.update(sql, "#{verb} #{name}", arrays)
  end

  def wanted(columns)
    arrays = columns.each_index.map { |index| "$#{index + 1}::text[]" }
    "unnest(#{arrays.join(", ")}) AS wanted(#{columns.map { |column| quoted(column) }.join(", ")}) #{columns.filter_map { |column| reference(column) }.join(" ")}"
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

    "#{"LEFT" unless REQUIRED[name]&.include?(column)} JOIN (#{table.oldest_ids}) AS to_#{column} ON to_#{column}.ems_ref = wanted.#{quoted(column)}"
  end

  def value(column)
    value = "wanted.#{quoted(column)}::#{klass.columns_hash[column.to_s].sql_type}"
    return value unless @columns[column]

    # Of a port's devices, only routers are ours.
    column == :device_id ? "CASE wanted.device_type WHEN 'NetworkRouter' THEN to_device_id.id ELSE #{value} END" : "to_#{column}.id"
  end

  def quoted(column)
    klass.lease_connection.quote_column_name(column)
  end

  protected

  def oldest_ids
    "SELECT ems_ref, min(id) AS id FROM #{quoted_table_name} WHERE ems_id = #{owner} GROUP BY ems_ref"
  end
end
