%w[explanations forms group_buttons lists summaries].each { |hooks| require_relative "ui_hooks/#{hooks}" }

module ManageIQ
  module Providers
    module OvirtNet
      # What ManageIQ's pages get when their controllers and helpers are loaded, see Hooks; where there is no UI, they never are.
      module UiHooks
      end
    end
  end
end
