module OvirtNet
  # Whatever can go wrong between us and the provider. Ruby's interrupts (Timeout, Interrupt, kill) are never wrapped.
  class Error < StandardError
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

    def initialize(message = nil, status: nil, request_method: nil, path: nil, list: nil, provider_message: nil, explanation: nil)
      super(message)
      @status           = status
      @request_method   = request_method
      @path             = path
      @list             = list
      @provider_message = provider_message
      @explanation      = explanation
    end
  end

  # An option or a URL of ours cannot be used; nothing was sent. The message names field, value and remedy.
  class InvalidOptionError < Error; end

  # A change cannot be asked for as it is; nothing was changed. The message names attribute or object, value and remedy.
  class InvalidChangeError < Error; end

  # The provider took a change and did something else; what it created instead was removed again, unless the message says
  # otherwise.
  class ChangeNotAppliedError < Error; end

  # The answer to a change was lost, and reading back as well: whether it was done is not known.
  class OutcomeUnknownError < Error; end

  # The provider could not be reached (refused, no route, name not found), or the connection broke.
  class ConnectionError < Error; end

  # The provider did not answer in time.
  class TimeoutError < ConnectionError; end

  # The provider's certificate was not accepted; the message says which, why and since when.
  class CertificateError < ConnectionError; end

  # The engine refused user or password (401), or the provider does not serve the user (403).
  class AuthenticationError < Error; end

  # The provider refused with 401, not because of user or password: the engine's single sign-on failed, or does not know the
  # provider or its token. It may heal by itself.
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

  # This gem could not be taken into ManageIQ's bundle, or out of it. ManageIQ is as it was.
  class InstallationError < Error
    # @return [String] what failed
    attr_reader :step

    # @return [String] what Bundler or the system said
    attr_reader :output

    def initialize(step, output)
      @step   = step
      @output = output.strip
      super("#{step} failed, and ManageIQ is left as it was: #{@output}")
    end
  end

  # A fault of ours.
  class InternalError < Error; end
end
