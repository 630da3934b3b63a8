# Whom and what the client talks to: the endpoint is the manager's own, user and trust are the engine's unless own ones are given.
module ManageIQ::Providers::OvirtNet::NetworkManager::ProviderConnection
  extend ActiveSupport::Concern

  class_methods do
    # The provider is on the engine's network: the proxy for the internet, http_proxy.default, is not used for it.
    #
    # @return [URI, nil] the proxy of the setting http_proxy.ovirt_net; nil where its host is empty or "none"
    def http_proxy_uri
      VMDB::Util.http_proxy_uri(ems_type.to_sym) unless ["", "none"].include?(::Settings.http_proxy.ovirt_net&.host.to_s.strip.downcase)
    end
  end

  included do
    # Even without a user it is where the status of our checks is kept, never with the engine's.
    before_save :default_authentication
  end

  # @param options [Hash] what is to differ from the stored, in the words of OvirtNet::Client
  # @return [::OvirtNet::Client]
  # @raise [::OvirtNet::AuthenticationError] when the engine has refused the login before, see RejectedLogin
  def connect(options = {})
    ManageIQ::Providers::OvirtNet::RejectedLogin::Client.new(connect_unwatched(options), rejected_login)
  end

  # As {#connect}, for who sees to it that a refused login is kept: on a thread beside the one with the connection to the database, that
  # cannot be done.
  def connect_unwatched(options = {})
    # Only OpenStack's code, from which our networks descend, names a service; it would expect OpenStack's client.
    raise MiqException::Error, _("OpenStack's client is not used by oVirt's network provider") if options.key?(:service)
    raise MiqException::MiqHostError, _("no host name of the network provider defined") if hostname.blank?
    raise MiqException::MiqInvalidCredentialsError, _("no Provider credentials defined") if missing_credentials?

    rejected_login.check!
    ::OvirtNet::Client.new(**client_options, **options)
  end

  # @return [ManageIQ::Providers::OvirtNet::RejectedLogin]
  def rejected_login
    ManageIQ::Providers::OvirtNet::RejectedLogin.of(self)
  end

  # A user who wants it refreshed wants it tried, and so does one who has the credentials checked.
  def refresh_ems(opts = {})
    rejected_login.forget if authentication_status_ok?
    super
  end

  def authentication_check_types_queue(*args)
    rejected_login.forget if ManageIQ::Providers::OvirtNet::RejectedLogin.asked?(args)
    super
  end

  # @return [Hash] options of OvirtNet::Client, as they are stored
  # @raise [MiqException::MiqInvalidCredentialsError] when the password cannot be decrypted
  def client_options
    setting = ManageIQ::Providers::OvirtNet::Setting
    {
      :authentication_url    => authentication_url,
      :username              => authentication_userid,
      :password              => authentication_password,
      :verify_ssl            => inherits_trust? ? parent_manager.default_endpoint.verify_ssl? : security_protocol != "ssl-without-validation",
      :certificate_authority => (inherits_trust? ? parent_manager : self).default_endpoint.certificate_authority.presence,
      # ManageIQ writes a space in a password as a form does.
      :proxy                 => http_proxy_uri&.to_s&.gsub("+", "%20"),
      :connect_timeout       => setting[:connect_timeout],
      :read_timeout          => setting[:read_timeout]
    }
  end

  # @return [Boolean] whether user and password are the engine's, for there are none of its own
  def inherits_credentials?
    !!parent_manager && authentication_type(default_authentication_type)&.userid.blank?
  end

  # @return [Boolean] whether the provider's certificate is judged as the engine's is
  def inherits_trust?
    !!parent_manager && [nil, "ssl"].include?(security_protocol)
  end

  def required_credential_fields(_type)
    %i[userid password]
  end

  # There are some even where this server cannot decrypt them: ManageIQ asks outside of what it rescues. Connecting says so.
  def has_credentials?(type = nil)
    super
  rescue MiqException::MiqInvalidCredentialsError
    true
  end

  def default_authentication
    super.tap { |authentication| authentication.name ||= "#{self.class.name} #{name}" }
  end

  private

  def authentication_url
    scheme  = security_protocol == "non-ssl" ? "http" : "https"
    host    = hostname.include?(":") ? "[#{hostname.delete("[]")}]" : hostname
    version = api_version.blank? || api_version == "v2" ? "v2.0" : api_version
    "#{scheme}://#{[host, port].compact.join(":")}/#{version}"
  end

  def authentication_component(type, method)
    inherits_credentials? ? parent_manager.send(:authentication_component, default_authentication_type, method) : super
  rescue ManageIQ::Password::PasswordError
    words = {:user => authentication_userid, :owner => inherits_credentials? ? parent_manager.name : name}
    raise MiqException::MiqInvalidCredentialsError,
          _("the password of %{user}, stored for %{owner}, cannot be decrypted: this ManageIQ server has another v2_key than the one that stored it. Copy certs/v2_key from there and " \
            "restart. Where that key is lost, run tools/fix_auth.rb --invalid unknown, and enter the password again") % words
  end
end
