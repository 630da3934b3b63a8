# Whether oVirt would undo a change of ports at the next start of their VMs, and what is done about it: nothing that oVirt will undo is done
# without the user's choice.
class ManageIQ::Providers::OvirtNet::ProfileGroups::Settlement
  ProfileGroups = ManageIQ::Providers::OvirtNet::ProfileGroups

  FIELDS = %i[security_groups add_security_groups remove_security_groups].freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param ports [Array<NetworkPort>] its own
  # @param options [Hash] as for Payload#port, with one of ProfileGroups::CHOICES as +:vnic_profile+
  def initialize(manager, ports, options)
    @manager  = manager
    @ports    = ports
    @options  = options.to_h.transform_keys(&:to_sym)
    @profiles = ProfileGroups.new(manager, ports)
    @names    = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new
  end

  # @param for_sure [Boolean] whether it is a problem, too, that oVirt cannot be asked
  # @return [String, nil] why it is not done
  def problem(for_sure: false)
    groups? ? wrong_choice || objection(find) : nil
  rescue ::OvirtNet::InvalidChangeError
    nil
  rescue ProfileGroups::Refusal => err
    "#{not_known(err)} #{anyway}" if for_sure && choice != ProfileGroups::KEEP
  end

  # Changes the profiles, where that was chosen.
  #
  # @return [Array<String>] what the user is told besides
  # @raise [MiqException::Error] where nothing is to be done
  def settle
    return [] unless groups?

    undoing = find
    reason  = wrong_choice || objection(undoing)
    raise error, reason if reason
    return emptied if undoing.empty?

    choice == ProfileGroups::CHANGE ? undoing.map { |profile| change(profile) } : [explained(undoing)]
  rescue ::OvirtNet::InvalidChangeError
    [] # Each port's own change says so.
  rescue ProfileGroups::Refusal => err
    raise error, "#{not_known(err)} #{anyway}" unless choice == ProfileGroups::KEEP

    [not_known(err)]
  end

  # @return [Array<ProfileGroups::Profile>] those that undo it
  # @raise [ProfileGroups::Refusal]
  def find
    @profiles.undoing { |port| after(port) }
  end

  # @param profiles [Array<ProfileGroups::Profile>]
  # @return [String] what oVirt does
  def explained(profiles)
    sentences = profiles.map do |profile|
      words = {:profile => profile.name.inspect, :groups => listed(profile.groups), :vnics => n_("%{count} vNIC has this profile", "%{count} vNICs have this profile", profile.vnics) % {:count => profile.vnics}}
      _("The vNIC profile %{profile} has the custom property SecurityGroups. %{vnics}. oVirt assigns these groups at each start of a VM: %{groups}.") % words
    end
    [*sentences, _("A change of the ports alone lasts until the next start of their VMs.")].join(" ")
  end

  private

  attr_reader :manager, :options

  def choice
    options[:vnic_profile].presence&.to_s
  end

  def groups?
    FIELDS.any? { |field| options.key?(field) }
  end

  # Of a profile with the property, even an empty list stays.
  def emptied
    plain = @ports - @profiles.all.flat_map(&:ports)
    return [] if manager.parent_manager.nil? || plain.none? { |port| after(port).empty? }

    [_("At the next start of the VM, oVirt assigns the group Default to a port without groups.")]
  end

  def wrong_choice
    _("vnic_profile is %{given}; give keep or change") % {:given => choice[0, 100].inspect} unless [nil, *ProfileGroups::CHOICES].include?(choice)
  end

  def objection(undoing)
    return if undoing.empty? || choice == ProfileGroups::KEEP
    return "#{explained(undoing)} #{remedy}" if choice.nil?

    _("%{explained} You cannot change vNIC profiles: %{reason}.") % {:explained => explained(undoing), :reason => refused} if refused
  end

  def remedy
    _("Set vnic_profile to \"keep\" to change the ports until then, or to \"change\" to change the profile as well.")
  end

  def refused
    ProfileGroups.refused(ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.reader, manager)
  end

  def error
    ManageIQ::Providers::OvirtNet::NetworkManager::PortUpdateError
  end

  def not_known(err)
    _("It is not known whether the vNIC profile assigns other groups at the next start of the VM: %{reason}.") % {:reason => err.message.delete_suffix(".")}
  end

  def anyway
    _("Set vnic_profile to \"keep\" to change the port anyway.")
  end

  # @return [Hash{Symbol => Array<String>}] ems_refs of what is given of groups
  def given(port)
    ManageIQ::Providers::OvirtNet::NetworkManager::Payload.new(manager, options, port).port.slice(*FIELDS)
  end

  def after(port)
    changed(port.security_groups.map(&:ems_ref), given(port))
  end

  def changed(refs, given)
    ((given[:security_groups] || refs) + Array(given[:add_security_groups]) - Array(given[:remove_security_groups])).uniq
  end

  # @return [String] what was done
  def change(profile)
    before = profile.groups
    @profiles.change(profile, changed(before, given(profile.ports.first)))
    done   = _("The vNIC profile %{profile} now assigns these groups: %{groups}.") % {:profile => profile.name.inspect, :groups => listed(profile.groups)}
    others = profile.vnics - profile.ports.size
    return done unless others.positive?

    more = n_("%{count} other vNIC has this profile and gets the groups at the next start of its VM.",
              "%{count} other vNICs have this profile and get the groups at the next start of their VMs.", others) % {:count => others}
    "#{done} #{more}"
  end

  def listed(refs)
    rows = manager.security_groups.where(:ems_ref => refs)
    text = [@names.list(rows).presence, *(refs - rows.pluck(:ems_ref))].compact.join(", ")
    text.presence || _("none")
  end
end
