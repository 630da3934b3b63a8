# The lists that the provider refused while it gave others. Their stored rows stay. It also finds the stored objects that cause the
# refusal, which the provider's words seldom name.
class ManageIQ::Providers::OvirtNet::Inventory::UnreadLists
  # No more objects are asked for one by one, which costs the provider about nothing each.
  MOST = 50

  # As long as the words stay the same, they are not asked for again.
  AGAIN = 1.hour

  # What is told of a list without asking for its objects
  NOT_OF_OBJECTS = %i[no_such_list foreign_port_group].freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param client [::OvirtNet::Client]
  # @param unread [Array<Hash>] see OvirtNet::Inventory#unread
  # @param known [Array<Hash>] what was found out at the last refresh
  def initialize(manager, client, unread, known)
    @manager = manager
    @client  = client
    @unread  = unread
    @known   = known.index_by { |list| list[:list] }
  end

  # A list that a release does not have is nothing to be told, unless objects of it are stored: then it was there before.
  #
  # @return [Array<Hash>] of each +:list+, the +:code+ of its refusal, what is +:missing+, the +:message+ with the provider's +:words+, the
  #   +:objects+ that are broken (+:kind+, +:name+, +:id+), and when these were +:asked_at+
  def to_a
    @unread.filter_map { |list| describe(list) unless list[:unsupported] && stored(list[:table]).none? }
  end

  private

  def describe(list)
    error = list[:error]
    told  = {:list => list[:list], :message => error.message, :words => error.provider_message, :code => list[:code], :missing => error.missing}.compact
    known = @known[list[:list]]
    return known if known && known.slice(*told.keys) == told && known[:asked_at] <= Time.now.utc && known[:asked_at] > AGAIN.ago

    told.merge(:objects => broken(list), :asked_at => Time.now.utc.round(3))
  end

  def broken(list)
    return [] if NOT_OF_OBJECTS.include?(list[:code])

    named = named(list[:table], list[:error].missing)
    return named if named.any?

    rows   = candidates(list[:table], list[:code]).limit(MOST + 1).to_a
    return [] if rows.size > MOST

    broken = @client.broken_objects(list[:list], rows.map(&:ems_ref))
    rows.select { |row| broken.key?(row.ems_ref) }.map { |row| object(row) }
  rescue ::OvirtNet::Error => err
    $ovirt_net_log.warn("EMS: [#{@manager.name}], id: [#{@manager.id}] Cannot find out which of #{list[:list]} is broken: #{err.message}")
    []
  end

  # What OVN calls a port of a router is the port's id.
  def named(table, missing)
    return [] unless missing

    stored(table).where(:ems_ref => [missing, missing.delete_prefix("lrp")]).map { |row| object(row) }
  end

  def candidates(table, code)
    return stored(table) unless code == :missing_group

    rules = stored(:firewall_rules).where.not(:source_security_group_id => nil)
    table == :firewall_rules ? rules : stored(table).where(:id => rules.select(:resource_id))
  end

  def stored(table)
    case table
    when :cloud_tenants  then @manager.cloud_tenants
    when :firewall_rules then FirewallRule.where(:resource_type => "SecurityGroup", :resource_id => @manager.security_groups.select(:id))
    else                      @manager.public_send(table)
    end
  end

  def object(row)
    owner = row.resource if row.kind_of?(FirewallRule)
    # As it is stored: a port's own method adds its VM's.
    name  = row[:name] if row.has_attribute?(:name)
    {:kind => row.class.base_class.name.titleize.downcase, :id => row.ems_ref, :name => name, :of => owner&.name}.compact
  end
end
