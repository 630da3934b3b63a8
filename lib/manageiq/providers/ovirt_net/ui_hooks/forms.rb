module ManageIQ
  module Providers
    module OvirtNet
      module UiHooks
        # What ManageIQ's forms of routers, subnets and network providers are answered, and texts that do not break inside words
        module Pages
          FORMS   = %w[RoutersForm SubnetForm ProviderForm].freeze
          SUMMARY = "TextualSummaryWrapper".freeze
          STYLE   = <<~CSS.html_safe.freeze
            #main_div .wrap_text { word-break: normal; overflow-wrap: anywhere; }
            #main_div .simple_table [role=row] > :first-child { width: auto; }
          CSS
          SCRIPT = File.read(File.expand_path("refused_form.js", __dir__)).freeze

          def react(name, *)
            case name
            when *FORMS  then safe_join([content_tag(:div, nil, :id => "ovirt_net_messages"), super, javascript_tag(SCRIPT)])
            when SUMMARY then @record.class.name.start_with?(OvirtNet.name) ? safe_join([super, content_tag(:style, STYLE)]) : super
            else super
            end
          end
        end

        # What a form that was opened before asks for while the network manager is paused
        module PausedErrors
          ERROR = "ManageIQ::Providers::OvirtNet::NetworkManager::PausedError".freeze

          def self.install(controller)
            controller.rescue_from(ERROR) do |err|
              add_flash(err.message, :error)
              javascript_flash(:spinner_off => true)
            end
          end

          def self.installed?(controller)
            controller.rescue_handlers.any? { |name, _handler| name == ERROR }
          end
        end

        # What a page that was opened before asks for, though it is not possible any more: ManageIQ's controllers answer nothing then, or
        # that it was done.
        module OutdatedPages
          # By action, and for the buttons by what is pressed
          FEATURES = {
            "update"              => :update,
            "add_interface"       => :add_interface,
            "remove_interface"    => :remove_interface,
            "cloud_subnet_delete" => :delete
          }.freeze

          def self.prepended(controller)
            controller.before_action(:refuse_outdated)
          end

          private

          def refuse_outdated
            feature = FEATURES[params[:pressed] || action_name] unless params[:button] == "cancel"
            record  = Rbac.filtered(self.class.model.where(:id => params[:id])).first if feature
            reason  = record.unsupported_reason(feature) if record.class.name.start_with?(OvirtNet.name)
            return unless reason

            add_flash(reason, :error)
            javascript_flash(:spinner_off => true)
          end
        end
      end
    end
  end
end
