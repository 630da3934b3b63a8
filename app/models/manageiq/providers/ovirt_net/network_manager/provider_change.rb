# Changes at the provider, and their rows: whoever asked for a change sees it when the task has ended.
module ManageIQ::Providers::OvirtNet::NetworkManager::ProviderChange
  extend ActiveSupport::Concern

  LOCK_INTERVAL = 0.1 # seconds

  # @raise [::OvirtNet::InvalidChangeError] where what was typed cannot be, as far as that can be told here
  def create_cloud_subnet_queue(userid, options = {})
    self.class::PreflightCheck.new(self, options).check_subnet
    super
  end

  # @raise [::OvirtNet::InvalidChangeError] likewise
  def create_network_router_queue(userid, options = {})
    self.class::PreflightCheck.new(self, options).check_router
    super
  end

  def create_cloud_network(options)
    self.class::CloudNetwork.raw_create_cloud_network(self, options)
  end

  def create_cloud_subnet(options)
    self.class::CloudSubnet.raw_create_cloud_subnet(self, options)
  end

  def create_network_router(options)
    self.class::NetworkRouter.raw_create_network_router(self, options)
  end

  def create_security_group(options)
    self.class::SecurityGroup.raw_create_security_group(self, options)
  end

  # @return [Boolean] whether a second object of the same name, or on the same VLAN, is refused
  def refuse_duplicates?
    ManageIQ::Providers::OvirtNet::Setting[:refuse_duplicates]
  end

  def create_floating_ip(_options)
    raise MiqException::MiqFloatingIpCreateError, self.class::FloatingIp.unsupported_reason(:create)
  end

  # Changes something at the provider and stores what that touches.
  #
  # @param error [Class] what ManageIQ expects to be raised
  # @param payload [Payload, nil] what was given, in whose words a refusal of it is told
  # @yieldparam client [::OvirtNet::Client]
  # @yieldreturn [::OvirtNet::Change]
  # @return [Hash] :ems_ref and :name of what was changed
  def change(error, payload = nil)
    is_settled = false
    done = exclusively do
      refuse_paused
      yield(connect).tap { |change| store(change) }
    end
    is_settled = true
    {:ems_ref => done.id, :name => done.name}
  rescue ::OvirtNet::InvalidChangeError => err
    is_settled = true
    raise error, with_names(payload ? payload.worded(err.message) : err.message)
  rescue self.class::PausedError => err
    is_settled = true
    raise error, err.message
  rescue ::OvirtNet::Error, MiqException::Error => err
    $ovirt_net_log.error("EMS: [#{name}], id: [#{id}] #{err.message}")
    raise error, with_names(explained(err).message), err.backtrace
  ensure
    # Whatever it was, even a timeout of the queue or a signal: a refresh finds out.
    EmsRefresh.queue_refresh(self) unless is_settled
  end

  # Does so, and tells how it went.
  def change_and_tell(error, doing, payload = nil, &block)
    telling(doing) { change(error, payload, &block) }
  end

  # Tells the user whose task it is how it went, for which ManageIQ's page does not wait, and nobody else: ManageIQ's own notification
  # of a deletion goes to everybody, and has names that not everybody may see.
  #
  # @param doing [String] what is done, in the user's words
  def telling(doing)
    result = yield
    tell(:generic_task_finish, _("%{doing} completed successfully.") % {:doing => doing})
    result
  rescue StandardError => err
    tell(:generic_task_fail, _("%{doing} failed: %{reason}") % {:doing => doing, :reason => err.message})
    raise
  end

  # Ports that are stored here, which a change then need not look for at the provider.
  #
  # @param ref [String, nil] ems_ref of the network that they are on
  # @return [ActiveRecord::Relation]
  def ports_of_network(ref)
    return network_ports.none if ref.nil?

    # The network of a port has no column of its own: it is a line of what is stored as YAML.
    line = {:network_id => ref}.to_yaml.delete_prefix("---")
    network_ports.where("network_ports.extra_attributes LIKE ?", "%#{self.class.sanitize_sql_like(line)}%")
  end

  # Asked for once, as ManageIQ's lists ask each network.
  #
  # @return [Hash{String => Integer}] how many VMs are plugged into ports of a network, by its ems_ref
  def vms_by_network
    ref = ManageIQ::Providers::OvirtNet::Topology::NETWORK_REF
    @vms_by_network ||= network_ports.where(:device_type => "VmOrTemplate").group(ref).distinct.count(:device_id)
  end

  def reload(*)
    @vms_by_network = nil
    super
  end

  # @param ref [String, nil] ems_ref of a network
  # @return [Array<String>] ems_refs of the ports that routers have on it
  def router_ports_of_network(ref)
    ports_of_network(ref).where("network_ports.device_owner LIKE 'network:%'").pluck(:ems_ref)
  end

  # Lets only one at a time read from the provider and store what it has read, so that no one stores what is outdated.
  #
  # Everybody else asks again and again: a wait inside PostgreSQL cannot be interrupted, would take the lock for one who is
  # gone, and would keep the connection from what is left to be done.
  #
  # @param subject [ApplicationRecord] of what only one may be at work: the manager, or a network in oVirt
  def exclusively(subject = self)
    before = @locked_by
    taken  = false
    until taken
      taken = nil # Not known, should an interrupt come before the answer
      taken = advisory_lock("pg_try_advisory_lock", subject)
      sleep(LOCK_INTERVAL) unless taken
    end
    @locked_by = taken if subject == self
    is_done    = false
    yield.tap { is_done = true }
  ensure
    @locked_by = before
    unlock(subject, taken, is_done) unless taken == false
  end

  # A connection that Active Record has made anew has no lock: another process may have stored what is newer.
  #
  # @param backend [Integer] PostgreSQL's process that is about to write
  # @raise [ActiveRecord::ConnectionNotEstablished] when another one has the lock of #exclusively
  def check_lock(backend)
    return if @locked_by.nil? || @locked_by == backend

    raise ActiveRecord::ConnectionNotEstablished, _("The connection to the database was lost, and with it the lock of the network manager: nothing was stored")
  end

  # @return [Boolean] whether somebody else reads from the provider, or changes something there, right now
  def at_work?
    taken = advisory_lock("pg_try_advisory_lock", self)
    !taken
  ensure
    advisory_lock("pg_advisory_unlock", self, taken) if taken
  end

  # @return [MiqTask, nil] of the message that this worker does
  def current_task
    MiqTask.find_by(:id => $_miq_worker_current_msg.miq_task_id) if $_miq_worker_current_msg
  end

  # Notifies the user whose task it is, and nobody else.
  def tell(type, message)
    user = User.lookup_by_userid(current_task.userid) if current_task
    Notification.create(:type => type, :initiator => user, :options => {:message => message}) if user
  rescue StandardError => err
    # What became of it is stored already, and stays so.
    $ovirt_net_log.error("EMS: [#{name}], id: [#{id}] #{user.userid} could not be notified: #{err.class}: #{err.message}")
  end

  private

  # @param backend [Integer, nil] PostgreSQL's process that is to do it and no other; any where nil
  # @return [Integer, false] PostgreSQL's process that did it
  def advisory_lock(function, subject, backend = nil)
    connection = self.class.lease_connection
    call       = "#{function}(hashtextextended(#{connection.quote("#{subject.class.name}/#{subject.id}")}, 0))"
    call       = "pg_backend_pid() = #{backend} AND #{call}" if backend
    connection.uncached { connection.select_value("SELECT CASE WHEN #{call} THEN pg_backend_pid() END") } || false
  end

  # What went wrong before is what matters.
  def unlock(subject, backend, is_done)
    advisory_lock("pg_advisory_unlock", subject, backend)
  rescue ActiveRecord::ActiveRecordError => err
    raise if is_done

    $ovirt_net_log.error("EMS: [#{name}], id: [#{id}] its lock could not be released: #{err.message}")
  end

  # What was done at the provider is done.
  def store_rows(inventory)
    writer = ManageIQ::Providers::OvirtNet::Inventory::Writer.new(self) { current_task&.userid }
    writer.store(inventory)
  rescue ActiveRecord::ActiveRecordError => err
    raise unless ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.connection_lost?(err)

    $ovirt_net_log.warn("EMS: [#{name}], id: [#{id}] Saving is repeated, as the connection to the database was lost: #{err.message.squish}")
    exclusively { writer.store(inventory) }
  end

  def store(change)
    change.notes.each { |note| $ovirt_net_log.warn("EMS: [#{name}], id: [#{id}] #{note}") }
    store_rows(change.inventory)
  rescue ::OvirtNet::Error, ActiveRecord::ActiveRecordError, ManageIQ::Providers::OvirtNet::Inventory::UnstorableTextError => err
    raise MiqException::Error, _("It was done at the provider (%{object}), but could not be stored here: %{reason}. A refresh is queued.") %
                               {:object => change.name || change.id, :reason => err.message.squish.delete_suffix(".")}
  end
end
