# Whether the network provider lets this user do what a refresh does, and if not, what an oVirt administrator has to change.
module ManageIQ::Providers::OvirtNet::NetworkManager::CredentialCheck
  extend ActiveSupport::Concern

  class_methods do
    # What the form validates: the stored manager, or a new one, with what was typed, of which nothing is saved.
    #
    # @param args [Hash] "id", "parent_ems_id", "endpoints" and "authentications" by role, as the form sends them
    # @raise [MiqException::Error] where a stored password would be sent to a server that it is not stored for
    def verify_credentials(args)
      typed    = ->(kind, *fields) { args.dig(kind, "default").to_h.slice(*fields) }
      manager  = args["id"].present? ? manager!(args["id"]) : new(:parent_manager => engine!(args["parent_ems_id"]), :api_version => "v2")
      endpoint = endpoint_by_hand(typed["endpoints", "hostname", "port", "security_protocol", "certificate_authority", "url"])
      password = typed["authentications", "password"].compact.transform_values { |value| ManageIQ::Password.try_decrypt(value) }
      manager.default_endpoint.assign_attributes(manager.new_record? ? with_port(endpoint) : endpoint)
      manager.follow_when_emptied
      manager.default_authentication.assign_attributes(typed["authentications", "userid"].merge(password))
      manager.complete! if manager.new_record?
      manager.keep_password_home! if password.values.all?(&:blank?) || manager.inherits_credentials?
      manager.rejected_login.forget
      manager.verify_credentials
    end

    # What is sent on to a worker, which knows no user, has to be allowed to the one who asks.
    def verify_credentials_task(_userid, _zone, options)
      options["id"].present? ? manager!(options["id"]) : engine!(options["parent_ems_id"])
      super
    end

    # @raise [MiqException::Error] when there is none, or not for this user, who has to see the oVirt provider as well
    def manager!(id)
      manager = find_by(:id => id)
      manager = Rbac.filtered_object(manager) if manager
      raise MiqException::Error, _("there is no network manager %{id} any more") % {:id => id} unless manager

      engine!(manager.parent_ems_id)
      manager
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
  rescue ::OvirtNet::Error => err
    raise((err.reaction == :error && err.explanation) ? MiqException::Error.new(cause_first(err)) : explained(err))
  end

  # @raise [MiqException::Error] see StoredPassword
  def keep_password_home!(inherits: inherits_credentials?)
    refusal = ManageIQ::Providers::OvirtNet::StoredPassword.new(self, :inherits => inherits).refusal
    raise MiqException::Error, refusal if refusal
  end

  # To be called when a refresh has succeeded: it has logged in, though no check may have done so yet.
  def credentials_worked
    default_authentication.validation_successful unless default_authentication.status == "Valid"
  end

  # @param err [StandardError]
  # @return [StandardError] what to raise instead: the same, or in words an oVirt administrator can act on
  def explained(err)
    case err.try(:reaction)
    when :invalid     then MiqException::MiqInvalidCredentialsError.new(refusal(err))
    when :unreachable then MiqException::MiqUnreachableError.new(unreachable(err))
    else                   err
    end
  end

  private

  # The provider asks the engine for a token (401 when that refuses the user), then whether it serves this user (403 when not).
  def refusal(err)
    words = {:user => authentication_userid, :cause => err.explanation, :remedy => err.remedy, :error => err.message}
    case err.code
    when :rejected_before
      err.message
    when :user_not_served
      _("oVirt's network provider does not serve the user %{user}: by its auth-plugin, ovirt-admin-user-name, ovirt-admin-group-attribute-value or " \
        "ovirt-admin-role-id in its configuration says whom. The user is admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso. %{error}") % words
    else
      _("oVirt does not let the user %{user} log in: %{cause}. %{remedy} %{error}") % words
    end
  end

  # ManageIQ keeps and shows the first 200 characters of what is wrong: they say what to look at.
  def cause_first(err)
    "#{err.explanation.sub(/\A(?!oVirt)./, &:upcase)}. #{err.message.sub(" (#{err.explanation})", "")}"
  end

  # Of a connection that stood, the core says more than we know. The network service may be on another host than the login.
  def unreachable(err)
    return err.message unless %i[unreachable unknown_name proxy_unreachable].include?(err.code)

    words = {:host => err.host, :port => err.port, :proxy => err.proxy, :error => err.message}
    if words[:proxy]
      _("%{host}, port %{port}, cannot be reached through the proxy %{proxy}: check that it runs and lets ManageIQ through, or take it out of the setting http_proxy.ovirt_net. %{error}") % words
    else
      _("%{host}, port %{port}, cannot be reached from this ManageIQ server: check name, route and firewall, and that ovirt-provider-ovn runs there. %{error}") % words
    end
  end
end
