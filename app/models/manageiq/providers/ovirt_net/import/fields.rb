# What the forms of network manager and networks ask for, see ImportPolicy.
module ManageIQ::Providers::OvirtNet::Import::Fields
  # @return [Hash] part of the network manager's form
  def self.of_manager
    {
      :component => "sub-form",
      :id        => "import-subform",
      :name      => "import-subform",
      :title     => _("Import into oVirt"),
      :fields    => fields("options.import.mode", "options.import.data_centers", _("Networks that are created here"), _("As the settings say"))
    }
  end

  # @return [Array<Hash>] part of a network's form, which sends other names than OpenStack's in +qos_policy_id+ alone
  def self.of_network(record)
    fields("qos_policy_id.import_into_ovirt", "qos_policy_id.import_data_centers", _("Import"), record ? _("Leave oVirt as it is") : _("As the network manager does"))
  end

  def self.fields(mode, data_centers, label, otherwise)
    modes = {
      nil         => otherwise,
      "auto_sync" => _("Where oVirt would, if it synchronizes the provider's networks"),
      "always"    => _("Where oVirt would, even if it does not synchronize them"),
      "chosen"    => _("Into these data centers"),
      "never"     => _("Never")
    }
    [
      {
        :component => "select",
        :id        => mode,
        :name      => mode,
        :label     => label,
        :options   => modes.map { |value, words| {:label => words, :value => value}.compact }
      },
      {
        :component      => "text-field",
        :id             => data_centers,
        :name           => data_centers,
        :label          => _("Data centers"),
        :helperText     => _("Their names in oVirt, with commas between them."),
        :clearOnUnmount => true,
        :condition      => {:when => mode, :is => "chosen"}
      }
    ]
  end
  private_class_method :fields
end
