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

    # @return [Hash, nil] where one list was refused that others were not: +:code+ (:no_such_list, :missing_group, :missing_gateway,
    #   :missing_router_port, :foreign_port_group, :missing_reference or :refused) and, as OVN calls it, what is +:missing+
    attr_reader :refused

    def initialize(message = nil, status: nil, request_method: nil, path: nil, list: nil, provider_message: nil, explanation: nil, refused: nil)
      super(message)
      @status           = status
      @request_method   = request_method
      @path             = path
      @list             = list
      @provider_message = provider_message
      @explanation      = explanation
      @refused          = refused
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

  # The native extension is not there for this Ruby.
  class NotCompiledError < Error; end

  # A fault of ours.
  class InternalError < Error; end
end
