module ManageIQ
  module Providers
    module OvirtNet
      module UiHooks
        # What ManageIQ's forms of routers, subnets and network providers are answered, and texts that do not break inside words
        module Pages
          FORMS   = %w[RoutersForm SubnetForm ProviderForm].freeze
          SUMMARY = "TextualSummaryWrapper".freeze
          STYLE   = "#main_div .wrap_text { word-break: normal; overflow-wrap: anywhere; }".freeze
          SCRIPT  = File.read(File.expand_path("refused_form.js", __dir__)).freeze

          def react(name, *)
            beside = case name
                     when *FORMS  then javascript_tag(SCRIPT)
                     when SUMMARY then content_tag(:style, STYLE) if @record.class.name.start_with?(OvirtNet.name)
                     end
            beside ? safe_join([super, beside]) : super
          end
        end

        # What a form that was opened before asks for while the network manager is paused
        def self.tell_paused(controller)
          controller.rescue_from("ManageIQ::Providers::OvirtNet::NetworkManager::PausedError") do |err|
            add_flash(err.message, :error)
            javascript_flash(:spinner_off => true)
          end
        end
      end
    end
  end
end
