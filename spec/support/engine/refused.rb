class Engine
  # What the engine answers instead of doing something: a fault as BaseBackendResource.handleError makes it, with the status that
  # ErrorMessageHelper gives to the message's ErrorType.
  class Refused < StandardError
    attr_reader :status

    # @param status [Integer]
    # @param detail [String, nil] the words of AppErrors.properties; none where the answer is empty
    def initialize(status, detail = nil)
      @status = status
      @detail = detail
      super(detail)
    end

    # @return [Array(Integer, String)] status and body
    def answer
      [status, @detail ? "<fault><reason>Operation Failed</reason><detail>[#{@detail.encode(:xml => :text)}]</detail></fault>" : ""]
    end
  end
end
