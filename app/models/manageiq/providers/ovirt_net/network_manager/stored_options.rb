# The options of a network manager, in which several processes note what they know: each saves only the keys that it has changed.
class ManageIQ::Providers::OvirtNet::NetworkManager::StoredOptions
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager] that is about to be saved
  def initialize(manager)
    @manager = manager
  end

  # A refresh that was running while the manager was removed notes how it has ended: no endpoint and no user may come from that.
  def merge
    found, stored = manager.class.lock.where(:id => manager.id).pick(:id, :options)
    return [manager.endpoints, manager.authentications].each(&:reset) if found.nil?
    return unless manager.options_changed?

    before, after, stored = [manager.options_was, manager.options, stored].map { |known| known.kind_of?(Hash) ? known : {} }
    changed = after.reject { |key, value| before.key?(key) && before[key] == value }
    manager.options = stored.except(*(before.keys - after.keys)).merge(changed)
  end

  private

  attr_reader :manager
end
