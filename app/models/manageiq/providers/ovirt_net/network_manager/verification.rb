# Whether the network provider lets this user do what a refresh does, and if not, what an oVirt administrator has to change.
module ManageIQ::Providers::OvirtNet::NetworkManager::Verification
  extend ActiveSupport::Concern

  class_methods do
    # What the form validates: the stored manager, or a new one, with what was typed, of which nothing is saved.
    #
    # @param args [Hash] "id", "parent_ems_id", "endpoints" and "authentications" by role, as the form sends them
    def verify_credentials(args)
      typed    = ->(kind, *fields) { args.dig(kind, "default").to_h.slice(*fields) }
      manager  = args["id"].present? ? find_by(:id => args["id"]) : new(:parent_manager => engine!(args["parent_ems_id"]), :api_version => "v2")
      raise MiqException::Error, _("there is no network manager %{id} any more") % {:id => args["id"]} unless manager

      endpoint = endpoint_by_hand(typed["endpoints", "hostname", "port", "security_protocol", "certificate_authority", "url"])
      password = typed["authentications", "password"].compact.transform_values { |value| ManageIQ::Password.try_decrypt(value) }
      manager.default_endpoint.assign_attributes(manager.new_record? ? with_port(endpoint) : endpoint)
      manager.follow_when_emptied
      manager.default_authentication.assign_attributes(typed["authentications", "userid"].merge(password))
      manager.complete! if manager.new_record?
      manager.verify_credentials
    end

    # A user has what the oVirt provider has of user and password sent to the host that is typed: not to one that is not theirs.
    def verify_credentials_task(_userid, _zone, options)
      engine!(options["parent_ems_id"])
      super
    end
  end

  # Logs in and reads a list.
  #
  # @raise [MiqException::MiqInvalidCredentialsError] when user or password are refused, or the user is not served
  # @raise [MiqException::MiqUnreachableError] when there is no provider to be reached
  # @raise [MiqException::Error, ::OvirtNet::Error] for what else is wrong, such as the engine's single sign-on, the certificate
  #   or the catalog: ManageIQ tries again, which it does not with a user that is invalid
  def verify_credentials(_auth_type = nil, _options = {})
    connect.verify
    true
  rescue ::OvirtNet::SingleSignOnError, ::OvirtNet::ResponseError => err
    raise err.explanation ? MiqException::Error.new(cause_first(err)) : err
  rescue ::OvirtNet::Error => err
    raise explained(err)
  end

  # To be called when a refresh has succeeded: it has logged in, though no check may have done so yet.
  def credentials_worked
    default_authentication.validation_successful unless default_authentication.status == "Valid"
  end

  # @param err [StandardError]
  # @return [StandardError] what to raise instead: the same, or in words an oVirt administrator can act on
  def explained(err)
    case err
    when ::OvirtNet::AuthenticationError then MiqException::MiqInvalidCredentialsError.new(refusal(err))
    when ::OvirtNet::CertificateError    then err
    when ::OvirtNet::ConnectionError     then MiqException::MiqUnreachableError.new(unreachable(err))
    else                                      err
    end
  end

  private

  # The provider asks the engine for a token (401 when that refuses the user), then whether it serves this user (403 when not).
  def refusal(err)
    words = {:user => authentication_userid, :error => err.message}
    if err.status == 403
      _("oVirt's network provider does not serve the user %{user}: by its auth-plugin, ovirt-admin-user-name, ovirt-admin-group-attribute-value or " \
        "ovirt-admin-role-id in its configuration says whom. The user is admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso. %{error}") % words
    else
      _("oVirt does not let the user %{user} log in: check password and profile, such as admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso. %{error}") % words
    end
  end

  # ManageIQ keeps and shows the first 200 characters of what is wrong: they say what to look at.
  def cause_first(err)
    "#{err.explanation.sub(/\A(?!oVirt)./, &:upcase)}. #{err.message.sub(" (#{err.explanation})", "")}"
  end

  # Of a connection that stood, the core says more than we know. The network service may be on another host than the login.
  def unreachable(err)
    server = err.message[/no connection to (\S+:\d+)/, 1]
    return err.message if server.nil? || err.message.include?("does not speak TLS")

    words = {:host => server[/\A(.*):/, 1], :port => server[/\d+\z/], :proxy => err.message[/through the proxy (\S+?)(?=: | within|\z)/, 1], :error => err.message}
    if words[:proxy]
      _("%{host}, port %{port}, cannot be reached through the proxy %{proxy}: check that it runs and lets ManageIQ through, or take it out of the setting http_proxy.ovirt_net. %{error}") % words
    else
      _("%{host}, port %{port}, cannot be reached from this ManageIQ server: check name, route and firewall, and that ovirt-provider-ovn runs there. %{error}") % words
    end
  end
end
