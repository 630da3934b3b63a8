module OvirtNet
  class Check
    # What to do about an error: the remedy of its code (ext/provider/src/code.rs).
    module Remedy
      LOOPBACK = "To remove this note, set provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d).".freeze

      module_function

      # @return [String, nil] nil where the error itself says it
      def for(error)
        error.remedy if error.kind_of?(Error)
      end

      # @param code [Symbol]
      # @return [String]
      def of(code)
        Code[code].remedy
      end
    end
  end
end
