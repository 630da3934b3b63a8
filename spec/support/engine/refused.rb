require "yaml"

class Engine
  # What the engine answers instead of doing something: a fault as BaseBackendResource.handleError makes it.
  class Refused < StandardError
    REFUSALS = YAML.load_file(File.expand_path("refusals.yml", __dir__)).freeze

    attr_reader :status

    # @param key [Symbol, nil] of REFUSALS; nil for what is not there, which the engine answers without a word
    # @param beside [String, nil] what the engine says after the text
    # @param variables [Hash{Symbol => String}] in place of the text's; the engine leaves those that it knows nothing for
    def initialize(key = nil, beside: nil, **variables)
      refusal = key ? REFUSALS.fetch(key.to_s) : {"status" => 404}
      @status = refusal["status"]
      @detail = [refusal["text"]&.gsub(/\$\{(\w+)\}/) { variables.fetch($1.to_sym, $&) }, beside].compact.join(", ")
      super(@detail)
    end

    # @param action [String, nil] the elements of an action, which has its fault inside
    # @return [Array(Integer, String)] status and body
    def answer(action = nil)
      return [status, ""] if @detail.empty?

      fault = "<fault><detail>[#{@detail.encode(:xml => :text)}]</detail><reason>Operation Failed</reason></fault>"
      [status, action ? "<action>#{action}#{fault}<status>failed</status></action>" : fault]
    end
  end
end
