class ManageIQ::Providers::OvirtNet::NetworkManager < ManageIQ::Providers::NetworkManager
  include Changes

  has_many :private_networks, :foreign_key => :ems_id, :class_name => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Private"
  has_many :public_networks,  :foreign_key => :ems_id, :class_name => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Public"

  # Zone and credentials are the engine's, and so is the check of the latter: a network provider that is down must not mark
  # the engine's credentials as invalid. Without a parent we answer for ourselves: lists and queues must not raise.
  %i[
    authentication_check
    authentication_for_summary
    authentication_status
    authentication_status_ok?
    authentications
    zone
  ].each do |method|
    define_method(method) { |*args| parent_manager ? parent_manager.public_send(method, *args) : super(*args) }
  end

  def self.ems_type
    @ems_type ||= "ovirt_net".freeze
  end

  def self.description
    @description ||= "oVirt Network (OVN)".freeze
  end

  def self.display_name(number = 1)
    n_("Network Provider (oVirt OVN)", "Network Providers (oVirt OVN)", number)
  end

  def self.hostname_required?
    false
  end

  # Nothing to fill in: oVirt knows where its network provider is and who may use it.
  def self.params_for_create
    {:fields => []}
  end

  def queue_name_for_ems_refresh
    parent_manager ? super : queue_name
  end

  def guest_devices
    parent_manager ? parent_manager.guest_devices : GuestDevice.none
  end

  # @param refs [Array<String>] vNICs, by their id in oVirt
  # @return [Array<Array>] id in oVirt, GuestDevice id and VM id (or nil) of those that the engine's manager has
  def vnics(refs)
    GuestDevice.left_outer_joins(:hardware => %i[host vm_or_template])
               .where(:uid_ems => refs)
               .where("vms.ems_id = :ems_id OR hosts.ems_id = :ems_id", :ems_id => parent_ems_id)
               .order(:id).pluck(:uid_ems, :id, "vms.id")
  end

  # @param options [Hash] what is to differ from the stored, in the words of OvirtNet::Client
  # @return [::OvirtNet::Client]
  def connect(options = {})
    # Only OpenStack's code, from which our networks descend, names a service; it would expect OpenStack's client.
    raise MiqException::Error, _("oVirt's network provider cannot do this") if options.key?(:service)
    raise MiqException::MiqHostError, _("no host name of the network provider defined") if hostname.blank?
    raise MiqException::MiqInvalidCredentialsError, _("no Provider credentials defined") if missing_credentials?

    ::OvirtNet::Client.new(**client_options, **options)
  end

  private

  def client_options
    tls = (parent_manager || self).default_endpoint
    {
      :authentication_url    => authentication_url,
      :username              => authentication_userid,
      :password              => authentication_password,
      :verify_ssl            => tls.verify_ssl?,
      :certificate_authority => tls.certificate_authority.presence,
      :proxy                 => http_proxy_uri&.to_s,
      :connect_timeout       => ::Settings.ems_refresh.ovirt_net.connect_timeout.to_i_with_method,
      :read_timeout          => ::Settings.ems_refresh.ovirt_net.read_timeout.to_i_with_method
    }
  end

  def authentication_url
    scheme  = security_protocol == "non-ssl" ? "http" : "https"
    host    = hostname.include?(":") ? "[#{hostname.delete("[]")}]" : hostname
    version = api_version.blank? || api_version == "v2" ? "v2.0" : api_version
    "#{scheme}://#{[host, port].compact.join(":")}/#{version}"
  end
end
