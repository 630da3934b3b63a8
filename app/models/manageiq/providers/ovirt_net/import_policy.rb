# Whether and where a network is imported: the choice for this network, else the network manager's, else the setting.
class ManageIQ::Providers::OvirtNet::ImportPolicy
  # +auto_sync+: where the engine's own synchronization would, if that is on for the provider; +always+: there, on or not;
  # +chosen+: the data centers that are named.
  MODES = %w[auto_sync always chosen never].freeze

  # @return [String] one of MODES
  attr_reader :mode

  # @return [Array<String>] names or ids of data centers, of which only +chosen+ takes notice
  attr_reader :data_centers

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param options [Hash] of what is to be created or changed: +:import_into_ovirt+ is a mode and +:import_data_centers+ names,
  #   in +:qos_policy_id+ where they come from ManageIQ's form
  # @return [ImportPolicy]
  def self.of(manager, options = {})
    asked(options) || new(*manager.import_option.values_at(:mode, :data_centers))
  end

  # @return [ImportPolicy, nil] nil where nothing is said
  def self.asked(options)
    options = plain(options)
    extra   = plain(options[:qos_policy_id])
    mode, data_centers = %i[import_into_ovirt import_data_centers].map { |name| options[name].presence || extra[name].presence }
    new(mode || "chosen", data_centers) if mode || data_centers
  end

  def self.plain(options)
    options = options.to_unsafe_h if options.respond_to?(:to_unsafe_h)
    options.kind_of?(Hash) ? options.with_indifferent_access : {}
  end
  private_class_method :plain

  # @param mode [String, nil] nil for the setting's
  # @param data_centers [Array<String>, String, nil] a text has commas between them
  # @raise [MiqException::Error]
  def initialize(mode, data_centers = nil)
    @mode         = (mode.presence || ManageIQ::Providers::OvirtNet::Setting[:import_into_ovirt]).to_s
    @data_centers = (data_centers.kind_of?(Array) ? data_centers : data_centers.to_s.split(",")).map { |name| name.to_s.strip }.reject(&:empty?)
    refuse
  end

  def never?
    mode == "never"
  end

  def auto_sync?
    mode == "auto_sync"
  end

  def chosen?
    mode == "chosen"
  end

  private

  def refuse
    raise MiqException::Error, _("import_into_ovirt is \"%{mode}\"; give %{modes}") % {:mode => mode, :modes => MODES.join(", ")} unless MODES.include?(mode)
    raise MiqException::Error, _("import_into_ovirt is \"chosen\"; give the data centers") if chosen? && data_centers.empty?
  end
end
