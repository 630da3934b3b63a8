# Names the objects that a refresh would write. A delta has only their rows and ids.
class ManageIQ::Providers::OvirtNet::Inventory::Differences
  # Columns that tell rows without a name apart
  ENDS = %w[address host_protocol direction source_ip_range cloud_subnet_id network_port_id security_group_id resource_id].freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param delta [::OvirtNet::Delta]
  def initialize(manager, delta)
    @manager = manager
    @delta   = delta
    @tables  = ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager).index_by(&:name)
    @arrays  = PG::TextDecoder::Array.new
  end

  # @return [Hash{Symbol => Array<Hash>}] by table that differs: each object's +:kind+ ("missing here", "different" or "not at the
  #   provider"), +:name+, +:id+ or +:ems_ref+, and of one that is different its +:columns+
  def to_h
    @delta.changes.keys.index_with { |table| missing(table) + different(table) + unwanted(table) }
  end

  private

  def missing(table)
    found = []
    @delta.each_insert(table) do |columns, arrays|
      rows(arrays).each { |cells| found << {:kind => "missing here", **title(columns.map(&:to_s).zip(cells).to_h)} }
    end
    found
  end

  def different(table)
    found = []
    @delta.each_update(table) do |columns, arrays|
      ids    = @arrays.decode(arrays.first).map(&:to_i)
      stored = stored(table, ids)
      found.concat(ids.map { |id| {:kind => "different", :id => id, **title(stored[id]), :columns => columns.without(:id)} })
    end
    found
  end

  def unwanted(table)
    ids    = @delta.deletes(table)
    stored = stored(table, ids)
    ids.map { |id| {:kind => "not at the provider", :id => id, **title(stored[id])} }
  end

  def rows(arrays)
    arrays.map { |array| @arrays.decode(array) }.transpose
  end

  def stored(table, ids)
    klass = @tables.fetch(table).klass
    klass.where(:id => ids).map(&:attributes).index_by { |row| row["id"] }
  end

  # A reference of a missing row is an ems_ref, that of a stored one an id.
  def title(row)
    row  = row.to_h
    ends = row.slice(*ENDS).compact_blank.map { |column, value| named(column, value) }
    {:name => row["name"].presence || ends.join(" ").presence || row["ems_ref"], :ems_ref => row["ems_ref"]}.compact
  end

  def named(column, value)
    return value unless column.end_with?("_id")

    names(column)[value] || value
  end

  # @return [Hash] names of all that a column may lead to, by id and by ems_ref
  def names(column)
    @names ||= {}
    @names[column] ||= begin
      klass = column == "resource_id" ? ::SecurityGroup : column.delete_suffix("_id").classify.constantize
      klass.where(:ems_id => @manager.id).pluck(:id, :ems_ref, :name).each_with_object({}) { |(id, ref, name), names| names[id] = names[ref] = name.presence || ref }
    end
  end
end
