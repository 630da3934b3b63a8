# The VMs and templates with a vNIC on networks in oVirt, as text that the user of a task or page can see.
class ManageIQ::Providers::OvirtNet::ImportedNetwork::Users
  KINDS = %i[vms templates].freeze

  # @param engine [ManageIQ::Providers::OvirtNet::OvirtEngine]
  # @param infra_manager_id [Integer] of the oVirt provider, by whose rows access control decides
  def initialize(engine, infra_manager_id)
    @engine           = engine
    @infra_manager_id = infra_manager_id
    @reader           = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new
    @known            = {}
  end

  # @param networks [Array<OvirtSDK4::Network>]
  # @return [Array<String>] kinds of what has a vNIC there, with the names that the reader may see
  def of(networks, kinds = KINDS)
    kinds.filter_map do |kind|
      used = using(networks, kind)
      "#{title(kind)} #{listed(used)}" if used.any?
    end
  end

  # oVirt's own words name what uses a network to everybody (NetworkValidator.networkNotUsedByVms), which may have come there only now.
  #
  # @param words [String] of oVirt
  # @return [String] without the names that the reader may not see
  # @raise [OvirtEngine::Refusal] where oVirt does not say what uses the networks
  def hide(words, networks)
    return words if reader.everything?

    @known.clear
    _shown, hidden = by_visibility(KINDS.flat_map { |kind| using(networks, kind) })
    reader.without(words, hidden.map(&:name))
  end

  private

  attr_reader :engine, :reader

  def title(kind)
    kind == :vms ? _("virtual machines") : _("templates")
  end

  # @return [Array<OvirtSDK4::Vm, OvirtSDK4::Template>]
  def using(networks, kind)
    ids      = networks.map(&:id)
    profiles = engine.profiles.select { |profile| ids.include?(profile.network&.id) }.map(&:id)
    machines = @known[kind] ||= engine.public_send(kind)
    machines.select { |machine| Array(machine.nics).any? { |nic| profiles.include?(nic.vnic_profile&.id) } }
  end

  # @return [Array(Array, Array)] those that the reader may see, and the others
  def by_visibility(machines)
    visible = reader.visible(::VmOrTemplate.where(:ems_id => @infra_manager_id, :uid_ems => machines.map(&:id))).pluck(:uid_ems)
    machines.partition { |machine| reader.everything? || visible.include?(machine.id) }
  end

  def listed(machines)
    shown, hidden = by_visibility(machines)
    names = shown.map(&:name).uniq.sort
    names = [*names.first(9), _("%{count} others") % {:count => names.size - 9}] if names.size > 10
    reader.with_hidden(names.to_sentence, hidden.map(&:id).uniq.size)
  end
end
