module OvirtNet
  # Whatever can go wrong between us and the provider. Ruby's interrupts (Timeout, Interrupt, kill) are never wrapped.
  class Error < StandardError
    ATTRIBUTES = %i[code field problem host port proxy status request_method path list provider_message explanation missing].freeze

    # @return [Symbol, nil] what something is decided by, see Code; nil where nothing is yet
    attr_reader :code

    # @return [String, nil] the option, attribute or object that is wrong, such as "authentication_url"
    attr_reader :field

    # @return [String, nil] what is wrong with it and what to do, as the message goes on after the field
    attr_reader :problem

    # @return [String, nil] name or address of the server that there is no connection to
    attr_reader :host

    # @return [Integer, nil] its port
    attr_reader :port

    # @return [String, nil] host and port of the proxy before it
    attr_reader :proxy

    # @return [Integer, nil] HTTP status of the provider's answer
    attr_reader :status

    # @return [String, nil] HTTP method of the request that failed, such as "GET"
    attr_reader :request_method

    # @return [String, nil] path of its URL, such as "/v2.0/ports"
    attr_reader :path

    # @return [String, nil] the list that was being read, such as "ports"
    attr_reader :list

    # @return [String, nil] the provider's own words
    attr_reader :provider_message

    # @return [String, nil] what is known about the cause beyond them, such as the settings to look at
    attr_reader :explanation

    # @return [String, nil] what the provider does not find, by its name or id in OVN
    attr_reader :missing

    # @param is_rejection [Boolean] see #rejection?
    # @param attributes [Hash] of ATTRIBUTES
    def initialize(message = nil, is_rejection: false, **attributes)
      unknown = attributes.keys - ATTRIBUTES
      raise ArgumentError, "#{unknown.join(", ")} is no attribute of an error" if unknown.any?

      super(message)
      @is_rejection = is_rejection
      attributes.each { |name, value| instance_variable_set(:"@#{name}", value) }
    end

    # @return [Boolean] whether a login was refused because of user or password: with the same ones it is so again, and each try may
    #   lock the account
    def rejection?
      @is_rejection
    end

    # @return [Symbol] :invalid, :unreachable or :error, see Code
    def reaction
      code ? Code[code].reaction : :error
    end

    # @return [String, nil] what to do about it
    def remedy
      Code[code].remedy_for(missing) if code
    end
  end

  # An option or a URL of ours cannot be used; nothing was sent. The message names field, value and remedy.
  class InvalidOptionError < Error; end

  # A change cannot be asked for as it is; nothing was changed. The message names attribute or object, value and remedy.
  class InvalidChangeError < Error
    # @param field [String, Symbol] see #field
    # @param problem [String] see #problem
    # @return [InvalidChangeError]
    def self.of(field, problem)
      new("#{field} #{problem}", :field => field.to_s, :problem => problem)
    end

    # @param names [Hash{String => String}] how fields are called by whoever reads it
    # @return [String] the message with that name, where there is one
    def message_for(names)
      names.key?(field) ? "#{names[field]} #{problem}" : message
    end
  end

  # The provider took a change and did something else; what it created instead was removed again, unless the message says
  # otherwise.
  class ChangeNotAppliedError < Error; end

  # The answer to a change was lost, and reading back as well: whether it was done is not known.
  class OutcomeUnknownError < Error; end

  # The provider could not be reached (refused, no route, name not found), or the connection broke.
  class ConnectionError < Error
    def reaction
      :unreachable
    end
  end

  # The provider did not answer in time.
  class TimeoutError < ConnectionError; end

  # The provider's certificate was not accepted; the message says which, why and since when.
  class CertificateError < ConnectionError
    def reaction
      :error
    end
  end

  # The engine refused the user (401), or the provider does not serve that user (403); #code says why.
  class AuthenticationError < Error; end

  # The provider refused with 401, not because of user or password: the engine's single sign-on failed, cannot ask the directory, or
  # does not know the provider or its token (#code). It may heal by itself.
  class SingleSignOnError < Error; end

  # The service catalog has no usable network service.
  class CatalogError < Error; end

  # The provider answered with another status than success.
  class ResponseError < Error; end

  # The answer is not JSON, cut off, of a wrong type, without an id, or too large.
  class InvalidResponseError < Error; end

  # The native extension is not there for this Ruby and CPU, or cannot be loaded.
  class NotCompiledError < Error
    REMEDY = "install the gem that is compiled at its installation, or run `rake compile` in a checkout".freeze

    # @return [String] why
    attr_reader :reason

    # @return [Array<String>] what there is instead, such as "x86_64-linux/3.1"
    attr_reader :compiled

    def initialize(reason, compiled: [])
      @reason   = reason
      @compiled = compiled
      others    = " (there are #{compiled.join(", ")})" if compiled.any?
      super("the native extension of manageiq-providers-ovirt-net cannot be loaded for Ruby #{RUBY_VERSION} on #{Native::PLATFORM}: #{reason}#{others}; #{REMEDY}")
    end
  end

  # This gem could not be taken into ManageIQ's bundle, or out of it. ManageIQ is as it was, but for what is #lost.
  class InstallationError < Error
    # @return [String] what failed
    attr_reader :step

    # @return [String] what Bundler or the system said
    attr_reader :output

    # @return [Array<String>] files that could not be put back
    attr_reader :lost

    def initialize(step, output, lost: nil)
      @step   = step
      @output = output.strip
      @lost   = lost || []
      state   = @lost.empty? ? "ManageIQ is left as it was" : "#{@lost.join(" and ")} could not be restored (the old content is beside it, with #{Installation::Files::SUFFIX} at the end; where there is no such file, there was none)"
      super("#{step} failed, and #{state}: #{@output}")
    end
  end

  # This system has no thread, file or memory left for the client; the message says which, and which limits to raise.
  class ResourceLimitError < Error; end

  # A fault of ours.
  class InternalError < Error; end
end
