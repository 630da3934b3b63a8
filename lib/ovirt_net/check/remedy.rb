module OvirtNet
  class Check
    # What to do about an error; docs/operations.md says more.
    module Remedy
      CA        = "Give the engine's CA, /etc/pki/ovirt-engine/ca.pem on the engine: to the oVirt provider or the network manager in ManageIQ, as --ca or OVIRT_NET_CA to this command.".freeze
      CLOCK     = "The clock here or on the engine is wrong.".freeze
      FIREWALL  = "Check name, route and firewall (ports 35357 and 9696), and with systemctl status ovirt-provider-ovn on its host that it runs.".freeze
      HOST      = "Correct it in the provider's URL (in oVirt: Administration, Providers), or let the name server that is asked here know it.".freeze
      KEYSTONE  = "Something else answers there. The provider's Keystone has port 35357, if nobody has changed that (keystone-port): correct the URL in oVirt (Administration, Providers).".freeze
      LOG       = "/var/log/ovirt-provider-ovn.log on the provider's host says why.".freeze
      LOOPBACK  = "To be rid of this note, set provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d).".freeze
      NAME      = "The URL in oVirt has another name than the certificate: correct it there, or edit the host name of the network manager.".freeze
      PASSWORD  = "Check password and profile: the user is written with it, admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso.".freeze
      PROXY     = "The provider, or a proxy before it, broke off. If it stays so, /var/log/ovirt-provider-ovn.log or the proxy's log says why.".freeze
      RENEW     = "Renew the provider's certificate with engine-setup on the engine. It does not expire with the engine's.".freeze
      SCHEME    = "The URL says https, and the provider has https-enabled=false: correct one of them.".freeze
      SILENT    = "The provider serves one request at a time. Look at its load and its log (/var/log/ovirt-provider-ovn.log); if it is that slow, raise the read timeout.".freeze
      SSO       = "No matter of user or password: the provider cannot ask the engine who the user is. Look whether the engine runs, and compare ovirt-host, ovirt-ca-file and the ovirt-sso settings in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d) with it.".freeze
      TLS       = "The URL says http, and the provider has https-enabled=true: correct one of them.".freeze
      URL       = "The URL belongs to a Keystone without a usable network service: check authentication_url in oVirt (Administration, Providers), and the region.".freeze
      USER      = "Which user it serves says auth-plugin in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d on the engine): AuthorizationByUserName that of ovirt-admin-user-name, AuthorizationByGroup the members of ovirt-admin-group-attribute-value, AuthorizationByRole who has ovirt-admin-role-id. Give such a user.".freeze

      module_function

      # @return [String, nil] nil where the error itself says it
      def for(error)
        case error
        when AuthenticationError  then error.status == 403 ? USER : PASSWORD
        when SingleSignOnError    then SSO
        when CertificateError     then certificate(error.message)
        when ConnectionError      then connection(error.message)
        when CatalogError         then URL
        when ResponseError        then response(error)
        when InvalidResponseError then PROXY
        end
      end

      # A login is the engine's to grant, where it gets there.
      def response(error)
        return LOG unless error.request_method == "POST"

        error.status == 404 ? KEYSTONE : SSO
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
        when /is not known|failed to lookup/ then HOST
        when /was silent/                    then SILENT
        when /broke/                         then PROXY
        else                                      FIREWALL
        end
      end
    end
  end
end
