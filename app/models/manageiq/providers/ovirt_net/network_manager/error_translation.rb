# Translates an error of the client into ManageIQ's class for it, with a message that an oVirt administrator can act on.
class ManageIQ::Providers::OvirtNet::NetworkManager::ErrorTranslation
  # Of a connection that stood, the core says more than we know.
  NO_CONNECTION = %i[unreachable unknown_name proxy_unreachable].freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param err [StandardError]
  def initialize(manager, err)
    @manager = manager
    @err     = err
  end

  # @return [StandardError] what to raise instead, or the same
  def exception
    case err.try(:reaction)
    when :invalid     then MiqException::MiqInvalidCredentialsError.new(refusal)
    when :unreachable then MiqException::MiqUnreachableError.new(unreachable)
    else                   err
    end
  end

  # ManageIQ keeps and shows the first 200 characters of what is wrong with credentials: they say what to look at.
  #
  # @return [StandardError] likewise
  def of_check
    err.reaction == :error && err.explanation ? MiqException::Error.new(cause_and_answer) : exception
  end

  private

  attr_reader :manager, :err

  # The provider asks the engine for a token (401 when that refuses the user), then whether it serves this user (403 when not).
  def refusal
    words = {:user => manager.authentication_userid, :cause => err.explanation, :remedy => err.remedy, :error => err.message}
    case err.code
    when :rejected_before
      err.message
    when :user_not_served
      _("oVirt's network provider does not serve the user %{user}: check ovirt-admin-user-name, ovirt-admin-group-attribute-value or " \
        "ovirt-admin-role-id in its configuration, depending on its auth-plugin. The user is admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso. %{error}") % words
    else
      _("oVirt does not let the user %{user} log in: %{cause}. %{remedy} %{error}") % words
    end
  end

  def cause_and_answer
    tried  = err.list ? _("cannot read %{list}") % {:list => err.list} : nil
    answer = [tried, [err.request_method, err.path].compact.join(" "), err.status, err.provider_message].compact_blank.join(": ")
    _("Cause: %{cause}. %{answer}") % {:cause => err.explanation, :answer => answer}
  end

  # The network service may be on another host than the login.
  def unreachable
    return err.message unless NO_CONNECTION.include?(err.code)

    words = {:host => err.host, :port => err.port, :proxy => err.proxy, :error => err.message}
    if words[:proxy]
      _("%{host}, port %{port}, cannot be reached through the proxy %{proxy}: check that it runs and allows the connection, or remove it from the setting http_proxy.ovirt_net. %{error}") % words
    else
      _("%{host}, port %{port}, cannot be reached from this ManageIQ server: check name, route and firewall, and that ovirt-provider-ovn runs there. %{error}") % words
    end
  end
end
