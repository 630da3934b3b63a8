module OvirtNet
  class Check
    # What to do about an error; docs/operations.md says more.
    module Remedy
      CA         = "Give the engine's CA, /etc/pki/ovirt-engine/ca.pem on the engine: to the oVirt provider or the network manager in ManageIQ, as --ca or OVIRT_NET_CA to this command.".freeze
      CLOCK      = "The clock here or on the engine is wrong.".freeze
      COMPRESS   = "Switch off that a proxy or web server before the provider compresses what was asked for plain.".freeze
      FIREWALL   = "Check name, route and firewall (ports 35357 and 9696), and with systemctl status ovirt-provider-ovn on its host that it runs.".freeze
      HOST       = "The name is that of provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d): give one there that is known here, and see that the port is open.".freeze
      HTTP_PROXY = "Check that the proxy runs and lets you through, or take it out of the setting http_proxy.ovirt_net.".freeze
      LISTS      = "What stands before the provider cuts its lists and does not say where they go on, or leads elsewhere: ask the provider itself.".freeze
      LOG        = "/var/log/ovirt-provider-ovn.log on the provider's host says why.".freeze
      LOOPBACK   = "To be rid of this note, set provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d).".freeze
      NAME       = "The URL in oVirt has another name than the certificate: correct it there, or edit the host name of the network manager.".freeze
      NO_HOST    = "Correct it in the provider's URL (in oVirt: Administration, Providers), or let the name server that is asked here know it.".freeze
      OBJECT     = "Correct that object at the provider: nothing is refreshed before, as it could be lost.".freeze
      PASSWORD   = "Check password and profile: the user is written with it, admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso.".freeze
      PATH       = "Something else listens there: compare the URL with provider-host and the ports in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d).".freeze
      PLUGIN     = "Set auth-plugin in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d), and restart ovirt-provider-ovn.".freeze
      PROXY      = "The provider, or a proxy before it, broke off. If it stays so, /var/log/ovirt-provider-ovn.log or the proxy's log says why.".freeze
      REDIRECT   = "Something else listens there, such as a web server: give the URL that it names, as far as that is Keystone's.".freeze
      RENEW      = "Renew the provider's certificate with engine-setup on the engine. It does not expire with the engine's.".freeze
      SCHEME     = "The URL says https, and the provider has https-enabled=false: correct one of them.".freeze
      SILENT     = "The provider serves one request at a time. Look at its load and its log (/var/log/ovirt-provider-ovn.log); if it is that slow, raise the read timeout.".freeze
      SSO        = "No matter of user or password: the provider cannot ask the engine who the user is. Look whether the engine runs, and compare ovirt-host, ovirt-ca-file and the ovirt-sso settings in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d) with it.".freeze
      TLS        = "The URL says http, and the provider has https-enabled=true: correct one of them.".freeze
      URL        = "Something else answers there. The Keystone of oVirt's network provider has port 35357, if nobody has changed that (keystone-port): correct the URL in oVirt (Administration, Providers), which its API calls authentication_url.".freeze
      USER       = "Which user it serves says auth-plugin in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d on the engine): AuthorizationByUserName that of ovirt-admin-user-name, AuthorizationByGroup the members of the group that ovirt-admin-group-attribute-name and -value name, AuthorizationByRole who has ovirt-admin-role-id. Give such a user.".freeze

      module_function

      # @return [String, nil] nil where the error itself says it
      def for(error)
        case error
        when AuthenticationError  then error.status == 403 ? USER : PASSWORD
        when SingleSignOnError    then SSO
        when CertificateError     then certificate(error.message)
        when ConnectionError      then connection(error.message)
        when CatalogError         then error.message.include?("unusable URL") ? HOST : URL
        when ResponseError        then response(error)
        when InvalidResponseError then unreadable(error.message)
        end
      end

      # A login is the engine's to grant, where it gets there.
      def response(error)
        is_login = error.request_method == "POST"
        case error.status
        when 300..399 then REDIRECT
        when 404      then is_login ? URL : PATH
        else
          return LOG unless is_login

          error.explanation.to_s.include?("auth-plugin") ? PLUGIN : SSO
        end
      end

      def unreadable(message)
        case message
        when /compressed/                          then COMPRESS
        when /a part|its pages|its next page/      then LISTS
        when /is not what it should be at .*\(id / then OBJECT
        else                                            PROXY
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
        when /does not speak TLS|is it http/ then SCHEME
        when /is not known|failed to lookup/ then NO_HOST
        when /was silent/                    then SILENT
        when /broke/                         then PROXY
        when /through the proxy/             then HTTP_PROXY
        else                                      FIREWALL
        end
      end
    end
  end
end
