class ManageIQ::Providers::OvirtNet::NetworkManager::Refresher < ManageIQ::Providers::Openstack::NetworkManager::Refresher
  # ManageIQ merges what is to be refreshed of the engine and of us into one message, and the first error drops the rest of it.
  # Ours is on the manager already, and must not keep the engine's VMs from being refreshed.
  def self.refresh(targets)
    super
  rescue PartialRefreshError => err
    raise unless message_of_others?

    $ovirt_net_log.error("#{err.message}; the other targets of the message are refreshed all the same")
  end

  def self.message_of_others?
    classes = $_miq_worker_current_msg&.data.to_a.map(&:first)
    classes.any? { |name| name != module_parent.name }
  end
  private_class_method :message_of_others?

  # Not while something is being changed: what was read before would undo its rows.
  def refresh_targets_for_ems(ems, targets)
    ems.exclusively { super }
  ensure
    @collectors.to_a.each(&:release)
  end

  def collect_inventory_for_targets(ems, targets)
    super.tap { |collected| @collectors = collected.map { |_target, inventory| inventory.collector } }
  end

  # A discovery that fails stays visible until it succeeds, though the networks are refreshed.
  def post_refresh(ems, _start_time)
    super
    ems.update!(:last_refresh_error => ems.discovered[:error]) if ems.discovered[:error]
  end
end
