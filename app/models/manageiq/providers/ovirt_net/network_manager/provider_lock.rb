# Lets only one process at a time read from the provider and store the result, so that no outdated state is stored.
#
# Everybody else asks again and again: a wait inside PostgreSQL cannot be interrupted, would take the lock for one who is
# gone, and would keep the connection from what is left to be done.
class ManageIQ::Providers::OvirtNet::NetworkManager::ProviderLock
  INTERVAL = 0.1 # seconds

  # @param subject [ApplicationRecord] of what only one may be at work: a network manager, or a network in oVirt
  def initialize(subject)
    @subject = subject
  end

  def hold
    before = @locked_by
    taken  = false
    until taken
      taken = nil # Not known, should an interrupt come before the answer
      taken = advisory_lock("pg_try_advisory_lock")
      sleep(INTERVAL) unless taken
    end
    @locked_by = taken
    is_done    = false
    yield.tap { is_done = true }
  ensure
    @locked_by = before
    unlock(taken, is_done) unless taken == false
  end

  # A connection that Active Record has made anew has no lock: another process may have stored what is newer.
  #
  # @param backend [Integer] PostgreSQL's process that is about to write
  # @raise [ActiveRecord::ConnectionNotEstablished] when another one has the lock of #hold
  def check(backend)
    return if @locked_by.nil? || @locked_by == backend

    raise ActiveRecord::ConnectionNotEstablished, _("The connection to the database was lost, and with it the lock of the network manager: nothing was stored")
  end

  # @return [Boolean] whether somebody else holds it right now
  def taken?
    taken = advisory_lock("pg_try_advisory_lock")
    !taken
  ensure
    advisory_lock("pg_advisory_unlock", taken) if taken
  end

  private

  attr_reader :subject

  # @param backend [Integer, nil] PostgreSQL's process that is to do it and no other; any where nil
  # @return [Integer, false] PostgreSQL's process that did it
  def advisory_lock(function, backend = nil)
    connection = subject.class.lease_connection
    call       = "#{function}(hashtextextended(#{connection.quote("#{subject.class.name}/#{subject.id}")}, 0))"
    call       = "pg_backend_pid() = #{backend} AND #{call}" if backend
    connection.uncached { connection.select_value("SELECT CASE WHEN #{call} THEN pg_backend_pid() END") } || false
  end

  # What went wrong before is what matters.
  def unlock(backend, is_done)
    advisory_lock("pg_advisory_unlock", backend)
  rescue ActiveRecord::ActiveRecordError => err
    raise if is_done

    $ovirt_net_log.error("#{subject.name} (#{subject.id}): its lock could not be released: #{err.message}")
  end
end
