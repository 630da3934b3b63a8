# Refreshes a manager of oVirt or Red Hat Virtualization against an Engine and does the work that this puts on the queue.
module EngineRefresh
  OVN = {:id => "ovn", :name => "ovirt-provider-ovn", :type => "external", :external_plugin_type => "OVIRT_PROVIDER_OVN"}.freeze

  # @param ovirt [Engine]
  # @param factory [String] of the manager
  def engine_of(ovirt, factory = "ems_ovirt", **attributes)
    FactoryBot.create(factory, :hostname => "127.0.0.1", :port => ovirt.port, :verify_ssl => 0, **attributes).tap do |engine|
      engine.update_authentication(:default => {:userid => "admin@internal", :password => "123456"})
    end
  end

  # As ManageIQ's worker does it, which finds the manager anew. The refresh of the engine itself must succeed.
  def refresh(engine)
    engine = ExtManagementSystem.find(engine.id)
    EmsRefresh.refresh(engine)
    expect(engine.reload).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
    work
    engine
  end

  # Delivers what is due, in its order.
  #
  # @return [Array<String>] "class.method: status" of each message
  def work
    done = []
    while (message = due.first)
      message.update!(:state => "dequeue")
      $_miq_worker_current_msg = message
      done << "#{message.class_name.demodulize}.#{message.method_name}: #{message.deliver_and_process}"
    end
    done
  ensure
    $_miq_worker_current_msg = nil
  end

  # Automate does what follows an event, in another process.
  def due
    MiqQueue.where(:state => "ready").where.not(:class_name => %w[EmsEvent MiqEvent ManageIQ::Providers::OvirtNet::Inventory::EventQueue]).where.not(:method_name => "look_for_findings")
            .where("deliver_on IS NULL OR deliver_on <= ?", Time.now.utc).order(:priority, :id)
  end
end

RSpec.configure { |config| config.include(EngineRefresh) }
