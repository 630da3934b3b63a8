module OvirtNet
  # A provider and a user on it. Logs in when it must, once more when a token is refused, and never shows a secret.
  # May be shared by threads, and used after a fork: the child logs in anew.
  #
  # What it does is native, and described there: ext/ovirt_net/src/client.rs.
  class Client
    DEFAULTS = {
      :tenant                => nil,
      :region                => nil,
      :interface             => "public",
      :verify_ssl            => true,
      :certificate_authority => nil,
      :proxy                 => nil,
      :connect_timeout       => 60,
      :read_timeout          => 600,
      :retry_wait            => 1.0
    }.freeze
    REQUIRED = %i[authentication_url username password].freeze
    TEXTS    = [*REQUIRED, :tenant, :region, :interface, :certificate_authority, :proxy].freeze

    # @param options [Hash]
    # @option options [String] :authentication_url the provider's Keystone, version 2.0
    # @option options [String] :username oVirt user with its profile, such as "admin@internal"
    # @option options [String] :password
    # @option options [String, nil] :tenant name of the tenant; the provider ignores it, forks do not
    # @option options [String, nil] :region region of the service catalog; the first where nil
    # @option options [String] :interface "public", "internal" or "admin" URLs of the catalog
    # @option options [Boolean] :verify_ssl whether the provider's certificate is verified
    # @option options [String, nil] :certificate_authority PEM text, trusted besides the system's certificates
    # @option options [String, nil] :proxy URL of an HTTP proxy
    # @option options [Numeric] :connect_timeout seconds
    # @option options [Numeric] :read_timeout seconds of silence
    # @option options [Numeric] :retry_wait seconds before a GET is repeated; three times that before the second time
    # @raise [OvirtNet::InvalidOptionError] naming field, value and remedy
    def self.new(**options)
      unknown = options.keys - DEFAULTS.keys - REQUIRED
      raise InvalidOptionError, "unknown option #{unknown.join(", ")}; the options are #{(REQUIRED + DEFAULTS.keys).join(", ")}" if unknown.any?

      options = DEFAULTS.merge(options.compact)
      REQUIRED.each { |name| raise InvalidOptionError, "#{name} is missing; give one" if options[name].to_s.empty? }
      %i[connect_timeout read_timeout retry_wait].each { |name| check_seconds(name, options[name]) }
      TEXTS.each { |name| options[name] &&= OvirtNet.text(name, options[name]) }

      Native.load!
      build(options)
    end

    def self.check_seconds(name, value)
      return if value.kind_of?(Numeric) && value.to_f.finite? && (name == :retry_wait ? value >= 0 : value > 0) && value < 86_400

      raise InvalidOptionError, "#{name} is #{value.inspect}; give seconds, more than 0 and less than a day"
    end
    private_class_method :check_seconds
  end
end
