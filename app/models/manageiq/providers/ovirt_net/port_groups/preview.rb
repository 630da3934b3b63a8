# What ports are allowed and denied by a change of their security groups, as far as their rules tell.
class ManageIQ::Providers::OvirtNet::PortGroups::Preview
  Effect = Struct.new(:ports, :allowed, :blocked, :notes)

  # @param port_groups [PortGroups]
  # @param wanted [PortGroups::Wanted]
  def initialize(port_groups, wanted)
    @port_groups = port_groups
    @wanted      = wanted
  end

  # @return [Array<Effect>] of ports for which it is the same, together
  def effects
    alike = @port_groups.ports.group_by { |port| [@port_groups.of_ports.fetch(port.id), port.port_security_enabled] }
    found = alike.map { |(before, security), ports| effect(ports, before, security) }
    found.group_by { |effect| effect.to_a.drop(1) }.map { |told, same| Effect.new(same.flat_map(&:ports), *told) }
  end

  # @return [Boolean] whether any port is another afterwards
  def any?
    @port_groups.ports.any? { |port| changed?(@port_groups.of_ports.fetch(port.id), port.port_security_enabled) }
  end

  # @return [Array<Integer>] ids of the groups of a port afterwards
  def after(before, security)
    given?(before, security) ? [@port_groups.default&.id].compact : chosen(before)
  end

  private

  attr_reader :port_groups, :wanted

  def chosen(before)
    (before + wanted.add - wanted.remove).uniq.sort
  end

  # Where port security is switched on for a port without a group, the provider gives it its own.
  def given?(before, security)
    wanted.port_security == true && security != true && chosen(before).empty?
  end

  def secure_after?(security)
    wanted.port_security.nil? ? security : wanted.port_security
  end

  def changed?(before, security)
    after(before, security) != before || secure_after?(security) != security
  end

  def effect(ports, before, security)
    groups = after(before, security)
    now, later = passing(before, security), passing(groups, secure_after?(security))
    Effect.new(ports, rules.difference(later, now), rules.difference(now, later), notes(before, groups, security))
  end

  # Where it is not known whether there is port security, it is taken to be on.
  def passing(groups, security)
    security == false ? ManageIQ::Providers::OvirtNet::GroupRules::EVERYTHING : rules.of(groups)
  end

  def rules
    port_groups.rules
  end

  def notes(before, groups, security)
    secure = secure_after?(security)
    [
      (_("No change: the port already has these settings.") unless changed?(before, security)),
      (_("Port security is off, so groups block nothing: all traffic passes.") if secure == false),
      (_("It is not known yet whether port security is on. The preview assumes that it is.") if secure.nil?),
      (_("Port security is on and no group is assigned: no traffic passes.") if secure && groups.empty?),
      (_("At the next start of the VM, oVirt assigns the group Default to a port without groups.") if groups.empty?),
      (_("The provider assigns the group Default, because the port has none.") if given?(before, security)),
      (hidden_default if secure && port_groups.default && groups.exclude?(port_groups.default.id) && before.exclude?(port_groups.default.id))
    ].compact
  end

  # See ext/views/src/site.rs: a port that is created with port security
  def hidden_default
    _("The provider may have added the port to Default when it was created, which it does not show. Traffic that Default allows may pass, too.")
  end
end
