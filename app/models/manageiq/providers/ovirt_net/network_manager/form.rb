# The edit form. There is none to create: the manager comes with its oVirt provider.
module ManageIQ::Providers::OvirtNet::NetworkManager::Form
  extend ActiveSupport::Concern

  class_methods do
    def params_for_create
      {
        :fields => [
          {
            :component => "sub-form",
            :id        => "endpoints-subform",
            :name      => "endpoints-subform",
            :title     => _("Endpoint"),
            :fields    => [
              form_field("follows", _("Name and zone follow the oVirt provider: they are changed there."), :component => "plain-text"),
              {
                :component              => "validate-provider-credentials",
                :id                     => "authentications.default.valid",
                :name                   => "authentications.default.valid",
                :skipSubmit             => true,
                :validationDependencies => %w[type zone_id],
                :fields                 => endpoint_fields + authentication_fields
              }
            ]
          },
          ManageIQ::Providers::OvirtNet::Import::Fields.of_manager
        ]
      }
    end

    private

    def endpoint_fields
      [
        form_field("endpoints.default.hostname", _("Host name (or IPv4 or IPv6 address)"), :helperText => _("Leave it empty to follow what oVirt says.")),
        form_field("endpoints.default.port", _("API port"), :type => "number"),
        form_field("endpoints.default.security_protocol", _("Security protocol"), :component => "select", :initialValue => "ssl", :options => security_protocols),
        form_field("endpoints.default.certificate_authority", _("Trusted CA certificates"),
                   :component => "textarea", :rows => 10, :helperText => _("In PEM format, besides those of the system."),
                   :condition => {:when => "endpoints.default.security_protocol", :is => "ssl-with-validation"})
      ]
    end

    def authentication_fields
      [
        form_field("authentications.default.userid", _("Username"), :helperText => _("Leave it empty for the user of the oVirt provider.")),
        form_field("authentications.default.password", _("Password"), :component => "password-field", :type => "password")
      ]
    end

    def security_protocols
      {
        "ssl"                    => _("SSL, trusting as the oVirt provider does"),
        "ssl-with-validation"    => _("SSL"),
        "ssl-without-validation" => _("SSL without validation"),
        "non-ssl"                => _("Non-SSL")
      }.map { |value, label| {:value => value, :label => label} }
    end

    def form_field(name, label, **attributes)
      {:component => "text-field", :id => name, :name => name, :label => label}.merge(attributes)
    end
  end

  def params_for_update
    self.class.params_for_create
  end
end
