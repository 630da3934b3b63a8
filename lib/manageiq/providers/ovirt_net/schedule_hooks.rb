module ManageIQ
  module Providers
    module OvirtNet
      # How often ManageIQ's scheduler looks for what is due. A setting that cannot be used would mean never ("abc"), or end the scheduler
      # of all providers ("5.minuts").
      module ScheduleHooks
        RUNNER = "MiqScheduleWorker::Runner".freeze

        module Interval
          private

          def schedule_settings_for_ems_refresh
            Setting.repair(:refresh_interval)
            super
          end
        end

        # @param loader [Zeitwerk::Loader] that loads ManageIQ's models, once or, in development, again and again
        def self.register(loader)
          loader.on_load(RUNNER) { |runner, _path| runner.prepend(Interval) }
        end
      end
    end
  end
end
