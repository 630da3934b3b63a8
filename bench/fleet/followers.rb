module Bench
  class Fleet
    # What follows the managers: a process that is the scheduler's timer, and some that do the work of the refresh workers.
    class Followers
      NOTHING   = {:messages => 0, :networks => 0, :ports => 0, :database => 0.0, :cpu => 0.0, :late => []}.freeze
      PROCESSES = 12  # in place of a worker per oVirt provider; they mostly wait for the simulators
      PAUSE     = 0.2 # seconds until one that has found nothing to do looks again

      # @param managers [Hash{Integer => String}] what to count each manager under, by id
      # @param seconds [Integer]
      def initialize(managers, seconds)
        @managers = managers
        @seconds  = seconds
      end

      # @return [Hash] by what the managers are counted under, and by :timer: :messages, refreshes of :networks and of :ports, seconds of
      #   :database and :cpu, and how many seconds each message was :late
      def follow
        MiqQueue.where(:instance_id => @managers.keys).delete_all
        shares = @managers.keys.each_slice((@managers.size / PROCESSES.to_f).ceil)
        taken  = Measurement.beside([-> { keep_time }, *shares.map { |ids| -> { work(ids) } }])
        taken.each_with_object(Hash.new(NOTHING)) do |process, all|
          process.each { |counted, numbers| all[counted] = add(all[counted], numbers) }
        end
      end

      # @return [Float] seconds that a look into an empty queue takes
      def empty_look
        Measurement.take { 100.times { MiqQueue.get(:queue_name => "none", :role => ["ems_inventory"]) } }[:seconds] / 100
      end

      private

      def keep_time
        interval = Settings.ems_refresh.ovirt_net.refresh_interval.to_i_with_method
        until_end do |taken|
          ends = Measurement.clock + interval
          count(taken, :timer, :messages => 1) { ManageIQ::Providers::OvirtNet::NetworkManager.refresh_all_ems_timer }
          sleep([ends - Measurement.clock, 0].max)
        end
      end

      def work(ids)
        queues = ExtManagementSystem.find(ids).map(&:queue_name_for_ems_refresh)
        until_end do |taken|
          message = MiqQueue.get(:queue_name => queues, :role => ["ems_inventory"])
          message ? deliver(message, taken) : sleep(PAUSE)
        end
      end

      def until_end
        ends  = Measurement.clock + @seconds
        taken = Hash.new(NOTHING)
        yield(taken) while Measurement.clock < ends
        taken
      end

      def deliver(message, taken)
        now     = Time.now.utc
        kind    = ExtManagementSystem.find(message.instance_id).refresh_schedule.due_kind(now)
        numbers = {:messages => 1, :late => [now - (message.deliver_on || message.created_on)]}
        numbers[kind] = 1 if kind
        count(taken, @managers.fetch(message.instance_id), numbers) { message.deliver_and_process }
      end

      def count(taken, counted, numbers, &block)
        database, cpu = 0.0, Measurement.cpu_seconds
        listen = ->(_name, start, finish, *) { database += finish - start }
        ActiveSupport::Notifications.subscribed(listen, "sql.active_record", :monotonic => true, &block)
        taken[counted] = add(taken[counted], numbers.merge(:database => database, :cpu => Measurement.cpu_seconds - cpu))
      end

      def add(numbers, more)
        numbers.merge(more) { |_what, before, after| before + after }
      end
    end
  end
end
