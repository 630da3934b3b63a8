module OvirtNet
  class Check
    # What to do about an error: the remedy of its code (ext/core/src/code.rs), or that of an error without one.
    module Remedy
      CA       = "Give the engine's CA, /etc/pki/ovirt-engine/ca.pem on the engine: to the oVirt provider or the network manager in ManageIQ, as --ca or OVIRT_NET_CA to this command.".freeze
      CLOCK    = "The clock here or on the engine is wrong.".freeze
      COMPRESS = "Switch off that a proxy or web server before the provider compresses what was asked for plain.".freeze
      LISTS    = "What stands before the provider cuts its lists and does not say where they go on, or leads elsewhere: ask the provider itself.".freeze
      LOOPBACK = "To be rid of this note, set provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d).".freeze
      NAME     = "The URL in oVirt has another name than the certificate: correct it there, or edit the host name of the network manager.".freeze
      OBJECT   = "Correct that object at the provider: nothing is refreshed before, as it could be lost.".freeze
      RENEW    = "Renew the provider's certificate with engine-setup on the engine. It does not expire with the engine's.".freeze

      module_function

      # @return [String, nil] nil where the error itself says it
      def for(error)
        return unless error.kind_of?(Error)
        return error.remedy if error.code

        case error
        when CertificateError     then certificate(error.message)
        when ConnectionError      then connection(error.message)
        when InvalidResponseError then unreadable(error.message)
        end
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

      def certificate(message)
        case message
        when /expired/             then RENEW
        when /not (yet )?valid/    then CLOCK
        when /it is for|mismatch/i then NAME
        else                            CA
        end
      end

      def connection(message)
        case message
        when /does not speak TLS|is it http/ then of(:no_tls)
        when /is not known|failed to lookup/ then of(:unknown_name)
        when /was silent/                    then of(:silent)
        when /broke/                         then of(:connection_broke)
        when /through the proxy/             then of(:proxy_unreachable)
        else                                      of(:unreachable)
        end
      end
    end
  end
end
