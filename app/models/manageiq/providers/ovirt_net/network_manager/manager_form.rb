# The form that edits a network manager and adds one by hand: ManageIQ has one for both.
class ManageIQ::Providers::OvirtNet::NetworkManager::ManagerForm
  # @param manager_class [Class]
  def initialize(manager_class)
    @manager_class = manager_class
  end

  # @return [Hash]
  def schema
    {
      :fields => [
        id_field,
        infra_manager_field,
        {
          :component => "sub-form",
          :id        => "endpoints-subform",
          :name      => "endpoints-subform",
          :title     => _("Endpoint"),
          :fields    => [
            form_field("follows", _("Change the zone in the oVirt provider. If discovery added this network manager, change its name there, too."),
                       :component => "plain-text", :condition => {:when => "parent_ems_id", :isNotEmpty => true}),
            # That it is valid is sent along: without any authentication ManageIQ's page adds nothing.
            {
              :component              => "validate-provider-credentials",
              :id                     => "authentications.default.valid",
              :name                   => "authentications.default.valid",
              :validationDependencies => %w[type zone_id parent_ems_id],
              :fields                 => endpoint_fields + authentication_fields
            }
          ]
        },
        ManageIQ::Providers::OvirtNet::Import::Fields.of_manager
      ]
    }
  end

  private

  attr_reader :manager_class

  # ManageIQ's page sends what a condition reads, too, unless a field of that name says otherwise; its API refuses an id.
  def id_field
    form_field("id", "", :hideField => true, :skipSubmit => true)
  end

  # Once it is there, its networks are that provider's.
  def infra_manager_field
    form_field("parent_ems_id", _("oVirt provider"), :component => "select", :isClearable => true, :simpleValue => true, :condition => new_one,
               :options => manager_class::InfraManagerLookup.visible.map { |name, id| {:label => name, :value => id} },
               :helperText => _("The oVirt provider that uses this network provider. Without one, no VMs are shown, and user and password are required."))
  end

  def new_one
    {:when => "id", :isEmpty => true}
  end

  def endpoint_fields
    [
      form_field("endpoints.default.url", _("URL"), :condition => new_one, :helperText => _("Example: https://engine.example.com:35357/v2.0. Or give host name, port and protocol.")),
      form_field("endpoints.default.hostname", _("Host name (or IPv4 or IPv6 address)"), :helperText => _("If oVirt lists the network provider, leave it empty to use oVirt's value.")),
      form_field("endpoints.default.port", _("API port"), :type => "number", :allowEmpty => true, :helperText => _("Default of a new network provider: 35357.")),
      form_field("endpoints.default.security_protocol", _("Security protocol"), :component => "select", :initialValue => "ssl", :options => security_protocols),
      form_field("endpoints.default.certificate_authority", _("Trusted CA certificates"),
                 :component => "textarea", :rows => 10, :helperText => _("In PEM format, in addition to those of the system."),
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
      "ssl"                    => _("SSL, with the CAs of the oVirt provider"),
      "ssl-with-validation"    => _("SSL"),
      "ssl-without-validation" => _("SSL without validation"),
      "non-ssl"                => _("Non-SSL")
    }.map { |value, label| {:value => value, :label => label} }
  end

  def form_field(name, label, **attributes)
    {:component => "text-field", :id => name, :name => name, :label => label}.merge(attributes)
  end
end
