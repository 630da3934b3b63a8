# The vNIC profiles with groups of their own: where a profile has the custom property SecurityGroups, oVirt gives a vNIC with this profile
# those groups at each start of its VM, whatever was set for the port (BaseNetworkProviderProxy.allocate in ovirt-engine).
class ManageIQ::Providers::OvirtNet::ProfileGroups
  Refusal = ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal

  PROPERTY = "SecurityGroups".freeze

  # What a user may choose where oVirt would undo a change: to have it until the next start, or to have the profile changed as well
  CHOICES = [KEEP = "keep", CHANGE = "change"].freeze
  FEATURE = "network_port_edit_vnic_profiles".freeze

  # A profile with the property: its +id+ and +name+, its +groups+ by their ems_refs, the +ports+ at hand that have it, and how many vNICs of
  # the oVirt provider do
  Profile = Struct.new(:id, :name, :groups, :ports, :vnics)

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param ports [Array<NetworkPort>] its own
  def initialize(manager, ports)
    @manager = manager
    @ports   = ports
    @engine  = ManageIQ::Providers::OvirtNet::OvirtEngine.of(manager)
  end

  # @return [Array<Profile>] those with groups of their own, by name
  # @raise [Refusal] where oVirt cannot be asked
  def all
    @all ||= find
  end

  # @param options [Hash] what a port is to get, see NetworkManager::Payload#port
  # @yieldparam port [NetworkPort]
  # @yieldreturn [Array<String>] ems_refs of the groups that the port is to have
  # @return [Array<Profile>] those that undo it at the next start
  def undoing
    all.select { |profile| profile.ports.any? { |port| yield(port).sort != profile.groups.sort } }
  end

  # Gives the profile other groups.
  #
  # @param groups [Array<String>] their ems_refs
  # @raise [Refusal]
  def change(profile, groups)
    @engine.update_profile_properties(profile.id) { |properties| properties.merge(PROPERTY => groups.join(",")) }
    profile.groups = groups
  end

  # @return [String, nil] why this user may not change profiles
  def self.refused(user, manager)
    return if user.nil?
    return _("your role does not have the product feature %{feature}") % {:feature => FEATURE} unless user.role_allows?(:identifier => FEATURE)

    _("you have no access to the oVirt provider %{name}") % {:name => manager.parent_manager&.name} if manager.parent_manager.nil? || Rbac.filtered_object(manager.parent_manager, :user => user).blank?
  end

  private

  # A list in the property is separated by commas with or without spaces, and may be empty.
  def find
    by_profile = ports_by_profile
    return [] if @engine.nil? || by_profile.empty?

    @engine.profiles.filter_map do |profile|
      property = Array(profile.custom_properties).find { |one| one.name == PROPERTY }
      next if property.nil? || !by_profile.key?(profile.id)

      Profile.new(profile.id, profile.name, property.value.to_s.split(/,\s*/).map(&:strip).compact_blank, by_profile[profile.id], vnics(profile.id))
    end.sort_by(&:name)
  end

  # What ManageIQ calls a virtual LAN of oVirt is a vNIC profile.
  def ports_by_profile
    vnics = @manager.infra_vnics.devices.where(:uid_ems => @ports.filter_map(&:device_ref)).joins(:lan).pluck(:uid_ems, "lans.uid_ems").to_h
    @ports.group_by { |port| vnics[port.device_ref] }.except(nil)
  end

  def vnics(profile_id)
    @manager.infra_vnics.devices.joins(:lan).where(:lans => {:uid_ems => profile_id}).where.not(:vms => {:id => nil}).distinct.count(:id)
  end
end
