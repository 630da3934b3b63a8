module ManageIQ
  module Providers
    module OvirtNet
      # How often ManageIQ's scheduler looks for what is due. A setting that cannot be used would mean never ("abc"), or end the scheduler
      # of all providers ("5.minuts").
      module ScheduleHooks
        module Interval
          private

          def schedule_settings_for_ems_refresh
            Setting.repair(:refresh_interval)
            super
          end
        end
      end
    end
  end
end
