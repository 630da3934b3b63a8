# Connects the client: with the manager's endpoint, and with its own user and CAs or those of the oVirt provider.
class ManageIQ::Providers::OvirtNet::NetworkManager::ProviderConnection
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @param given [Hash] what is to differ from the stored, in the words of OvirtNet::Client
  # @return [::OvirtNet::Client]
  # @raise [::OvirtNet::AuthenticationError] when the engine has refused the login before, see RejectedLogin
  def client(given = {})
    # Only OpenStack's code, from which our networks descend, names a service; it would expect OpenStack's client.
    raise MiqException::Error, _("OpenStack's client is not used by oVirt's network provider") if given.key?(:service)
    raise MiqException::MiqHostError, _("no host name of the network provider defined") if manager.hostname.blank?
    raise MiqException::MiqInvalidCredentialsError, _("no Provider credentials defined") if manager.missing_credentials?

    manager.rejected_login.check!
    ::OvirtNet::Client.new(**options, **given)
  end

  # @return [Hash] options of OvirtNet::Client, as they are stored
  # @raise [MiqException::MiqInvalidCredentialsError] when the password cannot be decrypted
  def options
    setting = ManageIQ::Providers::OvirtNet::Setting
    {
      :authentication_url    => authentication_url,
      :username              => manager.authentication_userid,
      :password              => manager.authentication_password,
      :verify_ssl            => inherits_trust? ? manager.parent_manager.default_endpoint.verify_ssl? : manager.security_protocol != "ssl-without-validation",
      :certificate_authority => (inherits_trust? ? manager.parent_manager : manager).default_endpoint.certificate_authority.presence,
      # ManageIQ writes a space in a password as a form does.
      :proxy                 => manager.http_proxy_uri&.to_s&.gsub("+", "%20"),
      :connect_timeout       => setting[:connect_timeout],
      :read_timeout          => setting[:read_timeout]
    }
  end

  # @return [Boolean] whether user and password are the oVirt provider's, for there are none of its own
  def inherits_credentials?
    !!manager.parent_manager && manager.authentication_type(manager.default_authentication_type)&.userid.blank?
  end

  # @return [Boolean] whether the provider's certificate is judged as the engine's is
  def inherits_trust?
    !!manager.parent_manager && [nil, "ssl"].include?(manager.security_protocol)
  end

  # @return [MiqException::MiqInvalidCredentialsError] what to do where the password cannot be decrypted
  def undecryptable
    words = {:user => manager.authentication_userid, :owner => inherits_credentials? ? manager.parent_manager.name : manager.name}
    MiqException::MiqInvalidCredentialsError.new(
      _("the password of %{user}, stored for %{owner}, cannot be decrypted: this ManageIQ server has another v2_key than the one that stored it. Copy certs/v2_key from there and " \
        "restart. Where that key is lost, run tools/fix_auth.rb --invalid unknown, and enter the password again") % words
    )
  end

  private

  attr_reader :manager

  def authentication_url
    scheme  = manager.security_protocol == "non-ssl" ? "http" : "https"
    host    = manager.hostname.include?(":") ? "[#{manager.hostname.delete("[]")}]" : manager.hostname
    version = manager.api_version.blank? || manager.api_version == "v2" ? "v2.0" : manager.api_version
    "#{scheme}://#{[host, manager.port].compact.join(":")}/#{version}"
  end
end
