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

      # By the code of the refusal, see OvirtNet::Error#refused. That all of it works was tried on a real provider.
      REFUSED_LISTS = {
        :foreign_port_group  => "OVN has a port group that the provider did not make: remove it with ovn-nbctl pg-del. ovn-nbctl --columns=name,external_ids list Port_Group shows " \
                                "those that have no ovirt_revision_number.",
        :missing_gateway     => "The port of a router's gateway is gone from OVN, and the provider neither lists, changes nor deletes its router until that gateway is taken away in OVN: " \
                                "ovn-nbctl find Logical_Router external_ids:ovirt_gateway_port=%<missing>s shows the router, ovn-nbctl remove Logical_Router ROUTER external_ids " \
                                "ovirt_gateway_port takes the gateway away, and ovn-nbctl --if-exists lrp-del lrp%<missing>s what is left of its port. Then the router can have a gateway again.",
        :missing_group       => "A rule refers to a security group that was deleted, and the provider lists no groups until that rule is gone: ovn-nbctl --bare --columns=_uuid find ACL " \
                                "external_ids:ovirt_remote_group_id=%<missing>s shows its id, and DELETE /v2.0/security-group-rules/ID at the provider deletes it.",
        :missing_reference   => "Something that an object refers to was deleted by another client. Of a router, it is the subnet of its gateway: create a subnet on the gateway's network again, " \
                                "with the same CIDR, and the provider lists its routers again.",
        :missing_router_port => "A port lacks its router's side in OVN, where another client has removed it. ovn-nbctl lsp-del %<port>s removes the port. If it was a router's gateway, " \
                                "ovn-nbctl find Logical_Router external_ids:ovirt_gateway_port=%<port>s shows the router, and ovn-nbctl remove Logical_Router ROUTER external_ids ovirt_gateway_port " \
                                "takes the gateway away.",
        :no_such_list        => "The provider had it before: if it was replaced by an older release, update it. If that is to stay, remove the network manager from ManageIQ, which deletes what is " \
                                "stored, and refresh the oVirt provider, which adds it again."
      }.freeze

      module_function

      # @param code [Symbol] see OvirtNet::Error#refused
      # @param missing [String, nil] likewise
      # @return [String]
      def of_refused_list(code, missing)
        remedy = REFUSED_LISTS[code]
        return LOG if remedy.nil? || (missing.nil? && remedy.include?("%<"))

        format(remedy, :missing => missing, :port => missing.to_s.delete_prefix("lrp"))
      end

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
        code = error.refused&.fetch(:code)
        return of_refused_list(code, error.refused[:missing]) if REFUSED_LISTS.key?(code) && code != :no_such_list

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
