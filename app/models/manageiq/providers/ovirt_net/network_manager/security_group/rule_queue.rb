# What ui-classic queues to save a rule of a security group: a message that removes it and, right after, one that creates it
# anew. It does so for each rule that has ports or a remote group, changed or not, for it compares their numbers with texts.
#
# The two can run at the same time, and the first before the second is queued. So the removal looks for the creation, which
# names the rule that it replaces, and leaves the rule to it; the creation waits until the removal has done so. Whoever is
# killed in between leaves the rule as it was.
class ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup::RuleQueue
  # How long the removal waits for its creation: ui-classic queues it within the same request, some milliseconds later.
  GRACE    = 2   # seconds
  INTERVAL = 0.1 # seconds

  CREATION = "raw_create_security_group_rule".freeze
  REMOVAL  = "raw_delete_security_group_rule".freeze

  # @param group [ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup]
  # @param rule_ref [String] the rule that is removed or replaced, by its ems_ref
  def initialize(group, rule_ref)
    @group    = group
    @rule_ref = rule_ref
  end

  # For the removal that is being done: whether a creation takes its place. Where there is none, this waits for one.
  def replaced?
    removal = current_removal or return false

    until (is_replaced = pairs.flatten.include?(removal)) || Time.now.utc - removal.created_on > GRACE
      sleep(INTERVAL)
    end
    is_replaced
  end

  # For the creation: makes sure that the removal before it does nothing any more.
  def settle
    sleep(INTERVAL) while pairs.map(&:first).reject { |removal| withdraw(removal) }.any?
  end

  private

  attr_reader :group, :rule_ref

  # Removals, each with the creation that was queued right after it
  def pairs
    messages.each_cons(2).select { |one, other| [one.method_name, other.method_name] == [REMOVAL, CREATION] }
  end

  # The removal that this process does, or the only one there can be; none where it was not queued.
  def current_removal
    removals = messages.select { |message| message.method_name == REMOVAL }
    removals.find { |removal| removal == $_miq_worker_current_msg } || removals.first
  end

  # Those for this rule that wait or are being done, in the order of their queueing
  def messages
    of_group = {:class_name => group.class.name, :instance_id => group.id, :method_name => [CREATION, REMOVAL]}
    pending  = MiqQueue.where(of_group.merge(:state => [MiqQueue::STATE_READY, MiqQueue::STATE_DEQUEUE])).order(:id)
    # A group may have hundreds waiting: only those are read whose arguments have the reference somewhere.
    naming   = pending.where("args LIKE ?", "%#{MiqQueue.sanitize_sql_like(rule_ref)}%")
    MiqQueue.uncached { naming.to_a }.select { |message| rule_of(message) == rule_ref }
  end

  def rule_of(message)
    message.method_name == REMOVAL ? message.args.first : message.args.last.try(:dig, :replaces, :ems_ref)
  end

  # Takes a removal that nobody does yet out of the queue; its task is done, for the creation does what it is about.
  #
  # @return [Boolean] whether it could be
  def withdraw(removal)
    return false unless removal.state == MiqQueue::STATE_READY

    removal.update!(:state => MiqQueue::STATE_DEQUEUE, :handler => MiqWorker.my_worker || MiqServer.my_server)
    removal.delivered(MiqQueue::STATUS_OK, "Left to the rule that replaces it", :ems_ref => rule_ref, :name => nil)
    true
  rescue ActiveRecord::StaleObjectError
    false
  end
end
