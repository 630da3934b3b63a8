module OvirtNet
  class Check
    # What to do about an error; docs/operations.md says more.
    module Remedy
      CA        = "Give the engine's CA, /etc/pki/ovirt-engine/ca.pem on the engine: to the oVirt provider or the network manager in ManageIQ, as OVIRT_NET_CA to this command.".freeze
      CLOCK     = "The clock here or on the engine is wrong.".freeze
      FIREWALL  = "Check name, route and firewall (ports 35357 and 9696), and with systemctl status ovirt-provider-ovn on its host that it runs.".freeze
      LOG       = "/var/log/ovirt-provider-ovn.log on the provider's host says why.".freeze
      LOOPBACK  = "To be rid of this note, set provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d).".freeze
      NAME      = "The URL in oVirt has another name than the certificate: correct it there, or edit the host name of the network manager.".freeze
      PASSWORD  = "Check password and profile: the user is written with it, admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso.".freeze
      PROXY     = "The provider, or a proxy before it, broke off. If it stays so, /var/log/ovirt-provider-ovn.log or the proxy's log says why.".freeze
      RENEW     = "Renew the provider's certificate with engine-setup on the engine. It does not expire with the engine's.".freeze
      SCHEME    = "The URL says https, and the provider has https-enabled=false: correct one of them.".freeze
      SILENT    = "The provider serves one request at a time. Look at its load and its log (/var/log/ovirt-provider-ovn.log); if it is that slow, raise the read timeout.".freeze
      SSO       = "The provider cannot ask the engine who the user is: compare ovirt-host, ovirt-ca-file and the SSO client in its configuration (below /etc/ovirt-provider-ovn/conf.d) with the engine.".freeze
      URL       = "The URL belongs to a Keystone without a usable network service: check authentication_url in oVirt (Administration, Providers), and the region.".freeze
      USER      = "Give the user that the provider serves (ovirt-admin-user-name in its configuration, below /etc/ovirt-provider-ovn/conf.d on the engine), or set it there and restart ovirt-provider-ovn.".freeze

      # What the engine says of everything but user and password
      SSO_ERRORS = /Token is not active|server_error|invalid_request/

      module_function

      # @return [String, nil] nil where the error itself says it
      def for(error)
        case error
        when AuthenticationError  then refusal(error)
        when CertificateError     then certificate(error.message)
        when ConnectionError      then connection(error.message)
        when CatalogError         then URL
        when ResponseError        then error.request_method == "POST" && error.status.to_i >= 500 ? SSO : LOG
        when InvalidResponseError then PROXY
        end
      end

      # Whether it was the password, the provider asks the engine.
      def refusal(error)
        return USER if error.status == 403

        error.request_method != "POST" || error.message.match?(SSO_ERRORS) ? SSO : PASSWORD
      end

      def certificate(message)
        case message
        when /expired/      then RENEW
        when /not valid/    then CLOCK
        when /it is for/    then NAME
        else                     CA
        end
      end

      def connection(message)
        case message
        when /does not speak TLS|is it http/ then SCHEME
        when /was silent/                    then SILENT
        when /broke/                         then PROXY
        else                                      FIREWALL
        end
      end
    end
  end
end
