module OvirtNet
  class Check
    # What to do about an error: the remedy of its code (ext/core/src/code.rs), or that of an error without one.
    module Remedy
      COMPRESS = "Switch off that a proxy or web server before the provider compresses what was asked for plain.".freeze
      LISTS    = "What stands before the provider cuts its lists and does not say where they go on, or leads elsewhere: ask the provider itself.".freeze
      LOOPBACK = "To be rid of this note, set provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d).".freeze
      OBJECT   = "Correct that object at the provider: nothing is refreshed before, as it could be lost.".freeze

      module_function

      # @return [String, nil] nil where the error itself says it
      def for(error)
        return unless error.kind_of?(Error)
        return error.remedy if error.code

        unreadable(error.message) if error.kind_of?(InvalidResponseError)
      end

      # @param code [Symbol]
      # @return [String]
      def of(code)
        Code[code].remedy
      end

      def unreadable(message)
        case message
        when /compressed/                          then COMPRESS
        when /a part|its pages|its next page/      then LISTS
        when /is not what it should be at .*\(id / then OBJECT
        else                                            of(:connection_broke)
        end
      end
    end
  end
end
