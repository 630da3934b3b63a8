# The import fields in the forms of network managers and networks, see ImportPolicy.
module ManageIQ::Providers::OvirtNet::Import::Fields
  # @return [Hash] part of the network manager's form
  def self.of_manager
    {
      :component => "sub-form",
      :id        => "import-subform",
      :name      => "import-subform",
      :title     => _("Import into oVirt"),
      :fields    => fields("options.import.mode", "options.import.data_centers", _("New networks"), _("Default of the settings"))
    }
  end

  # @return [Array<Hash>] part of a network's form, which sends other names than OpenStack's in +qos_policy_id+ alone
  def self.of_network(record)
    fields("qos_policy_id.import_into_ovirt", "qos_policy_id.import_data_centers", _("Import"), record ? _("Do not change oVirt") : _("Default of the network manager"))
  end

  def self.fields(mode, data_centers, label, otherwise)
    modes = {
      nil         => otherwise,
      "auto_sync" => _("Where oVirt would, if automatic synchronization is on"),
      "always"    => _("Where oVirt would, even if automatic synchronization is off"),
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
        :helperText     => _("Names in oVirt, separated by commas."),
        :clearOnUnmount => true,
        :condition      => {:when => mode, :is => "chosen"}
      }
    ]
  end
  private_class_method :fields
end
