# Finds a security group by id or name, among those of the network provider that the user can see.
class ManageIQ::Providers::OvirtNet::NetworkManager::GroupChoice
  # @return [Array<String>] ems_refs of the groups that a port has and the user may not see
  def self.hidden_refs(port)
    seen = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible(::SecurityGroup.where(:id => port.security_groups.map(&:id)))
    port.security_groups.where.not(:id => seen.pluck(:id)).pluck(:ems_ref)
  end

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param field [Symbol] by whose name a refusal calls it
  def initialize(manager, field)
    @manager = manager
    @field   = field
  end

  # @param given [Integer, String, Hash, ::SecurityGroup] id, ems_ref, name, the row, or one of these as the API has it
  # @return [String] the group's ems_ref
  # @raise [::OvirtNet::InvalidChangeError] where it is none, or more than one
  def ref(given)
    given  = given.to_unsafe_h if given.respond_to?(:to_unsafe_h)
    text   = text_of(given)
    groups = named(text)
    return groups.first.ems_ref if groups.one?

    several = groups.map(&:id).join(", ")
    remedy  = groups.empty? ? "give the id or the name of a security group of #{manager.name}" : "give the id of one of those that are called so: #{several}"
    raise ::OvirtNet::InvalidChangeError.of(field, "is #{text.to_s[0, 100].inspect}; #{remedy}")
  end

  private

  attr_reader :manager, :field

  def text_of(given)
    return given.id.to_s if given.respond_to?(:ems_ref)
    return given.to_s.strip unless given.kind_of?(Hash)

    given = given.symbolize_keys
    (given[:id] || given[:href].to_s[%r{/(\d+)\z}, 1] || given[:ems_ref] || given[:name]).to_s.strip
  end

  # A group may be called by a number.
  def named(text)
    rows = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible(manager.security_groups)
    return [] if text.empty?

    rows = rows.where(:ems_id => manager.id)
    [{:ems_ref => text}, ({:id => text} if text.match?(/\A\d{1,18}\z/)), {:name => text}].compact.lazy.map { |by| rows.where(by).to_a }.find(&:any?) || []
  end
end
