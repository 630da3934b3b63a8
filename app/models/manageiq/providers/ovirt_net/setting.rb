# Reads the settings below +ems_refresh.ovirt_net+ and those for the engine. For an unusable value the default is used, and the log says so
# once per process.
class ManageIQ::Providers::OvirtNet::Setting
  PATH   = %i[ems_refresh ovirt_net].freeze
  ENGINE = %i[ems ems_ovirt ovirt_net].freeze
  DAY    = 86_400

  # What each is: see the private methods of that name
  KINDS = {
    [:connect_timeout]           => :time_limit,
    [:event_settle_time]         => :seconds,
    %i[events enabled]           => :switch,
    %i[events limit]             => :count,
    %i[findings enabled]         => :switch,
    [:import_into_ovirt]         => :import,
    [:manage_all]                => :switch,
    [:max_provider_load_percent] => :percent,
    [:nearly_full]               => :percent,
    [:read_timeout]              => :time_limit,
    [:refresh_interval]          => :seconds,
    [:refuse_duplicates]         => :switch,
    [:removal_grace_period]      => :seconds,
    [:write_only_changes]        => :switch,
    [*ENGINE, :open_timeout]     => :time_limit,
    [*ENGINE, :read_timeout]     => :time_limit
  }.freeze

  # Former names by the present ones. A setting by its former name still counts, unless the present one is set, too.
  RENAMED = {
    [:event_settle_time]         => [:event_wait],
    [:max_provider_load_percent] => [:provider_share],
    [:removal_grace_period]      => [:remove_after]
  }.freeze

  IMPORTS  = %w[auto_sync always never].freeze
  UNITS    = {"second" => 1, "minute" => 60, "hour" => 3_600, "day" => DAY, "week" => 7 * DAY}.freeze
  DURATION = /\A\s*(?<number>\d+(?:\.\d+)?)(?:[.\s]\s*(?<unit>#{UNITS.keys.join("|")})s?)?\s*\z/

  REMEDIES = {
    :cause      => N_("give networks, ports, vm_ports, discovery, certificate or none"),
    :count      => N_("give a whole number"),
    :import     => N_("give auto_sync, always or never"),
    :percent    => N_("give a number above 0 and up to 100"),
    :seconds    => N_("give seconds, or a time such as 30.seconds"),
    :switch     => N_("give true or false"),
    :time_limit => N_("give seconds, or a time such as 30.seconds, above 0 and below a day")
  }.freeze

  DEFAULTS = YAML.load_file(ManageIQ::Providers::OvirtNet::Engine.root.join("config/settings.yml"), :permitted_classes => [Symbol]).freeze

  @told = Concurrent::Map.new

  class << self
    # @param keys [Array<Symbol>] see KINDS
    # @return [Numeric, Boolean, String] of a time, its seconds
    def [](*keys)
      value(keys, KINDS.fetch(keys))
    end

    # @param event [Symbol] name of an event, or its number
    # @return [Symbol, nil] what it causes; nil where nothing is said of it
    def trigger(event)
      value([:triggers, event], :cause)
    end

    # Puts what can be used in place of what cannot, for this process, where ManageIQ itself reads the setting.
    #
    # @param keys [Array<Symbol>] of a time, see KINDS
    def repair(*keys)
      *parents, name = path(keys)
      ::Settings.dig(*parents)[name] = self[*keys].ceil
    end

    # @return [Array<String>] settings by former names, a sentence each
    def deprecations
      RENAMED.keys.filter_map { |keys| deprecation(keys) if former?(keys) }
    end

    # @return [Array<String>] what cannot be used, a sentence each
    def problems
      triggers = given([:triggers])
      triggers = triggers.kind_of?(Config::Options) ? triggers.to_h.keys : default([:triggers]).keys.first(1)
      KINDS.merge(triggers.to_h { |event| [[:triggers, event], :cause] }).filter_map do |keys, kind|
        given = given(keys)
        words(keys, kind, given) if !given.nil? && meant(kind, given).nil?
      end
    end

    # Has the log told anew.
    def forget
      @told.clear
    end

    private

    def value(keys, kind)
      given = given(keys)
      meant = meant(kind, given) unless given.nil?
      return meant unless meant.nil?

      warn_once([keys, given.to_s], words(keys, kind, given)) unless given.nil?
      default = default(keys)
      meant(kind, default) unless default.nil?
    end

    def given(keys)
      warn_once([keys, :renamed], deprecation(keys)) if former?(keys)
      read(used(keys))
    end

    # @return [Array<Symbol>] the present name, or the former one where that alone is set
    def used(keys)
      former?(keys) && !set?(keys) ? RENAMED[keys] : keys
    end

    def former?(keys)
      RENAMED.key?(keys) && !read(RENAMED[keys]).nil?
    end

    def set?(keys)
      found = read(keys)
      !found.nil? && found.to_s != default(keys).to_s
    end

    def deprecation(keys)
      words = {:former => path(RENAMED[keys]).join("."), :name => path(keys).join(".")}
      text  = set?(keys) ? _("the setting %{former} was renamed to %{name}, which is also set: remove %{former}") : _("the setting %{former} was renamed to %{name}. The old name still works, but not in later releases: rename it")
      text % words
    end

    # Of a value where settings are expected, each of these has it.
    def read(keys)
      path(keys).inject(::Settings) { |settings, key| settings.kind_of?(Config::Options) ? settings[key] : settings }
    end

    def default(keys)
      DEFAULTS.dig(*path(keys))
    end

    def path(keys)
      keys.first == ENGINE.first ? keys : PATH + keys
    end

    def meant(kind, given)
      send(kind, given)
    end

    def warn_once(about, words)
      $ovirt_net_log.warn(words) if @told.put_if_absent(about, true).nil?
    end

    def words(keys, kind, given)
      default = default(keys)
      _("the setting %{name} is %{value}, which cannot be used: %{remedy}; the default, %{default}, is used") %
        {:name => path(used(keys)).join("."), :value => given.to_s.truncate(100).inspect, :remedy => _(REMEDIES[kind]), :default => default.nil? ? _("none") : default}
    end

    def seconds(given)
      return given if given.kind_of?(Numeric) && given >= 0 && given.finite?

      found  = DURATION.match(given.to_s.delete(",")) or return
      number = found[:number].to_f
      (number % 1 > 0 ? number : number.to_i) * UNITS.fetch(found[:unit], 1)
    end

    def time_limit(given)
      seconds(given)&.then { |time| time if time > 0 && time < DAY }
    end

    def count(given)
      Integer(given, :exception => false)&.then { |number| number if number >= 0 }
    end

    def percent(given)
      Float(given.to_s.sub(/\s*(%|\.percent)\z/, ""), :exception => false)&.then { |number| number if number > 0 && number <= 100 }
    end

    def switch(given)
      {"true" => true, "false" => false}[given.to_s]
    end

    def import(given)
      given.to_s if IMPORTS.include?(given.to_s)
    end

    def cause(given)
      ManageIQ::Providers::OvirtNet::Trigger::VALUES.find { |value| value.to_s == given.to_s }
    end
  end
end
