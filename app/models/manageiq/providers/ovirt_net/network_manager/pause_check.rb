# While a network manager or its oVirt provider is paused, nothing is changed at the network provider. New changes are refused, and queued
# ones fail. ManageIQ would drop the message of one that is paused, and its task would wait for ever.
class ManageIQ::Providers::OvirtNet::NetworkManager::PauseCheck
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [String, nil] why nothing is changed, and what to do; of what is stored now, for others pause it
  def paused
    ids     = [@manager.id, @manager.parent_ems_id].compact
    pausing = ExtManagementSystem.uncached { ExtManagementSystem.where(:id => ids, :enabled => false).order(:id).to_a }
    _("%{name} is paused, so nothing is changed there. Resume it, then repeat this.") % {:name => pausing.first.name} if pausing.any?
  end

  # @raise [PausedError]
  def refuse_paused
    reason = paused
    raise @manager.class::PausedError, reason if reason
  end
end
