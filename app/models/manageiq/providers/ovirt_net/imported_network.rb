# Deletes or renames a network in oVirt when it is deleted or renamed here. oVirt comes before the provider: otherwise the network would
# stay in oVirt and keep VMs from starting, or oVirt's synchronization would unplug them.
class ManageIQ::Providers::OvirtNet::ImportedNetwork
  Refusal    = ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal
  Unanswered = ManageIQ::Providers::OvirtNet::OvirtEngine::Unanswered

  # How no network of oVirt's may be called at the beginning (NETWORK_CANNOT_CONTAIN_BOND_NAME), as hosts call their bonds so. Its
  # synchronization of the network provider fails as long as that has such a network.
  RESERVED = "bond".freeze

  # @param network [ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork]
  def initialize(network)
    @network = network
    @manager = network.ext_management_system
    @engine  = ManageIQ::Providers::OvirtNet::OvirtEngine.of(@manager) if @manager
  end

  # Removes it from oVirt and lets it be deleted at the provider. Where that fails, oVirt gets it back.
  #
  # @yieldreturn what deleting it has given
  # @raise [Refusal] before anything is deleted, where oVirt cannot be asked or where VMs or templates are on the network
  def delete(&delete)
    return yield unless engine

    ManageIQ::Providers::OvirtNet::NetworkManager::ProviderLock.new(network).hold do
      manager.refuse_paused
      remove_and(&delete)
    end
  end

  # @return [Boolean] whether oVirt has it nowhere
  # @raise [Refusal] where oVirt cannot be asked
  def gone?
    engine.nil? || here.empty?
  end

  # Lets it be changed at the provider, and changes the same in oVirt where it was imported by its name.
  #
  # @param attributes [Hash] +:name+ and +:mtu+ where they are to be others
  # @yieldreturn what the change has given
  # @raise [Refusal] before the change where oVirt would not follow, after it where it did not
  def update(attributes)
    return yield if engine.nil? || attributes.empty?

    ManageIQ::Providers::OvirtNet::NetworkManager::ProviderLock.new(network).hold do
      manager.refuse_paused
      renamable!(attributes[:name]) if attributes.key?(:name)
      yield.tap { follow(attributes) }
    end
  end

  private

  attr_reader :network, :manager, :engine

  def remove_and
    removed = remove
    is_done = false
    yield.tap { is_done = true }
  ensure
    give_back(removed) unless is_done || removed.blank?
  end

  # What is stored may be older than what the provider has.
  #
  # @return [String]
  def name
    @name ||= provided.find { |given| given.id == network.ems_ref }&.name || network.name
  end

  def provided
    @provided ||= engine.provided
  end

  # A user who is no administrator sees but the networks that are permitted to it, and is refused those of the provider: its name is
  # asked for even if oVirt has none.
  #
  # @return [Array<OvirtSDK4::Network>] one for each data center that has it
  def here
    @here ||= name.then { |its| imported.select { |found| found.name == its } }
  end

  # @return [Array<OvirtSDK4::Network>] under a name that its provider does not have: renamed on one side alone, or deleted there
  def under_other_names
    @under_other_names ||= imported.reject { |found| provided.any? { |given| given.name == found.name } }
  end

  # @return [Array<OvirtSDK4::Network>] all of its provider
  def imported
    @imported ||= engine.networks.select { |found| engine.ours?(found) }
  end

  # @return [Array<OvirtSDK4::Network>] those that oVirt does not have any more
  def remove
    refuse_unclear if under_other_names.any?
    return [] if here.empty?

    raise Refusal, network.unsupported_reason(:delete) unless network.supports?(:delete)
    refuse_ambiguous if namesakes?
    refuse_used
    remove_all
  rescue Unanswered => err
    raise Unanswered, _("It is not known yet whether %{name} is deleted. %{reason}") % {:name => network.name, :reason => err.message}
  rescue Refusal => err
    raise Refusal, _("%{name} was not deleted. %{reason}") % {:name => network.name, :reason => err.message}
  end

  # What an interruption leaves unknown counts as removed: an import does only what is missing. Nothing is given back of what oVirt may
  # still remove.
  def remove_all
    removed = []
    is_done = false
    here.each do |found|
      removed << found
      refusal = remove_one(found) or next
      removed.pop
      is_done = wait(removed) if refusal.kind_of?(Unanswered)
      raise refusal
    end
    is_done = true
    removed
  ensure
    give_back(removed) unless is_done
  end

  # @return [Refusal, nil] why oVirt has it still
  def remove_one(found)
    engine.remove(found.id)
    nil
  rescue Unanswered => err
    err if still_there?(found)
  rescue Refusal => err
    Refusal.new(told(err)) if still_there?(found)
  end

  def still_there?(found)
    engine.networks.any? { |network| network.id == found.id }
  rescue Unanswered
    true
  end

  # @return [Boolean] whether it is looked at again
  def wait(removed)
    task = manager.task_notifier.task
    ManageIQ::Providers::OvirtNet::PendingDeletion.new(network, removed.map { |found| found.data_center.id }).queue(task&.userid || User.current_userid || "system")
    true
  end

  # Those that are down have no port at the provider, perhaps, but a vNIC in oVirt.
  def refuse_used
    used = users.of(here)
    return if used.empty?

    refuse(_("oVirt has it in %{data_centers}, and the %{users} use it: remove their vNICs first. Without the network they do not start, " \
             "and the synchronization (auto_sync) would unplug them"), here, :users => used.to_sentence)
  end

  # Any of them may be this one.
  def refuse_unclear
    used = users.of(under_other_names)
    return if used.empty?

    refuse(_("In %{data_centers}, oVirt has networks of its provider under other names (%{names}), and the %{users} use them. Give them the names " \
             "that they have at the provider, or remove them"), under_other_names, :names => under_other_names.map(&:name).uniq.sort.join(", "), :users => used.to_sentence)
  end

  # @param refusal [Refusal] of oVirt
  # @return [String] its words, without the names that the reader may not see
  def told(refusal)
    users.hide(refusal.message, here)
  rescue Refusal => err
    err.message
  end

  def users
    @users ||= Users.new(engine, manager.parent_ems_id)
  end

  def refuse_ambiguous
    refuse(_("oVirt has one network named %{name} in %{data_centers}, but the network provider has several: rename this one first"), here, :name => name)
  end

  def namesakes?
    provided.many? { |given| given.name == name }
  end

  def give_back(removed)
    return if removed.empty?

    policy = ManageIQ::Providers::OvirtNet::ImportPolicy.new("chosen", removed.map { |found| found.data_center.id })
    manager.network_import.queue(network, policy)
    $ovirt_net_log.warn("EMS: [#{manager.name}], id: [#{manager.id}] #{network.name} was not deleted, and is imported into oVirt again")
  end

  def renamable!(new_name)
    return if here.empty? || namesakes?

    refuse(_("oVirt has it in %{data_centers}, and accepts no name that begins with \"%{start}\" (%{name}): give another name"), here, :name => new_name, :start => RESERVED) if new_name.downcase.start_with?(RESERVED)

    taken = engine.networks.select { |other| other.name == new_name && here.any? { |found| found.data_center&.id == other.data_center&.id } }
    refuse(_("oVirt has it in %{data_centers}, where another network has the name %{name}: give another name"), taken, :name => new_name) if taken.any?

    used = users.of(here, %i[templates])
    refuse(_("oVirt has it in %{data_centers}, and does not rename a network that %{users} use"), here, :users => used.to_sentence) if used.any?
  rescue Refusal => err
    raise Refusal, _("%{name} was not renamed. %{reason}") % {:name => network.name, :reason => err.message}
  end

  def follow(attributes)
    here.each { |found| engine.update(found.id, attributes) } unless namesakes?
  rescue Unanswered => err
    raise Refusal, _("It was changed at the network provider. It is not known yet whether oVirt changed it. %{reason}") % {:reason => err.message}
  rescue Refusal => err
    raise Refusal, _("It was changed at the network provider, but not in oVirt. %{reason}") % {:reason => told(err)}
  end

  def refuse(words, networks, values)
    raise Refusal, words % values.merge(:data_centers => data_centers(networks))
  end

  def data_centers(networks)
    names = engine.data_centers
    networks.map { |found| names.fetch(found.data_center&.id, found.data_center&.id) }.uniq.to_sentence
  end
end
