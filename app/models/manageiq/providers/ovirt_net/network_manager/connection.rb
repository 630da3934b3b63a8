# Whom and what the client talks to: the endpoint is the manager's own, user and trust are the engine's unless own ones are given.
module ManageIQ::Providers::OvirtNet::NetworkManager::Connection
  extend ActiveSupport::Concern

  included do
    # Even without a user it is where the status of our checks is kept, never with the engine's.
    before_save :default_authentication
  end

  # @param options [Hash] what is to differ from the stored, in the words of OvirtNet::Client
  # @return [::OvirtNet::Client]
  def connect(options = {})
    # Only OpenStack's code, from which our networks descend, names a service; it would expect OpenStack's client.
    raise MiqException::Error, _("OpenStack's client is not used by oVirt's network provider") if options.key?(:service)
    raise MiqException::MiqHostError, _("no host name of the network provider defined") if hostname.blank?
    raise MiqException::MiqInvalidCredentialsError, _("no Provider credentials defined") if missing_credentials?

    ::OvirtNet::Client.new(**client_options, **options)
  end

  # @return [Hash] options of OvirtNet::Client, as they are stored
  def client_options
    setting = ManageIQ::Providers::OvirtNet::Setting
    {
      :authentication_url    => authentication_url,
      :username              => authentication_userid,
      :password              => authentication_password,
      :verify_ssl            => inherits_trust? ? parent_manager.default_endpoint.verify_ssl? : security_protocol != "ssl-without-validation",
      :certificate_authority => (inherits_trust? ? parent_manager : self).default_endpoint.certificate_authority.presence,
      :proxy                 => http_proxy_uri&.to_s,
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
  end
end
