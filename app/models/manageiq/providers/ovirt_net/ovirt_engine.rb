# Reads and changes the networks of a network provider in oVirt's engine, through the connection of the oVirt provider with its user and
# CAs. Each method is one request, or one per cluster.
class ManageIQ::Providers::OvirtNet::OvirtEngine
  SERVICE = "ovirt_net".freeze # whose time limits are meant, below ems.ems_ovirt in the settings

  # How the engine refuses to list anything of its network providers to a user who is no administrator (QueriesCommandBase), with 400
  NOT_PERMITTED = "query execution failed due to insufficient permissions".freeze

  # What it says, with 400 again, where it could not ask the network provider itself (EngineError.PROVIDER_FAILURE)
  PROVIDER_FAILURE = /\(failed with error (?<cause>.+) and code 5050\)/

  # What libcurl says of a certificate that it does not trust (CURLE_PEER_FAILED_VERIFICATION), whether for its issuer or its names
  UNTRUSTED = "SSL peer certificate or SSH remote key was not OK".freeze

  # @return [String, nil] the network provider's id in oVirt
  attr_reader :provider_id

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @return [OvirtEngine, nil] nil where the manager follows no network provider of an oVirt
  def self.of(manager)
    new(manager.parent_manager, manager.uid_ems) if manager.parent_manager && manager.uid_ems.present?
  end

  # @param infra_manager [ManageIQ::Providers::Ovirt::InfraManager] whose password another ManageIQ's key is needed for
  # @return [String]
  def self.undecryptable(infra_manager)
    _("the password of the oVirt provider %{name} cannot be decrypted: this ManageIQ server has another v2_key than the one that stored it") % {:name => infra_manager.name}
  end

  # @param infra_manager [ManageIQ::Providers::Ovirt::InfraManager]
  # @param provider_id [String, nil] nil where all are meant
  def initialize(infra_manager, provider_id = nil)
    require "ovirtsdk4"
    @infra_manager = infra_manager
    @provider_id   = provider_id
  end

  # @return [Array<OvirtSDK4::OpenStackNetworkProvider>] all that the engine has
  def providers
    ask(_("list its network providers")) { |system| system.openstack_network_providers_service.list }
  end

  # @return [OvirtSDK4::OpenStackNetworkProvider]
  def provider
    ask(_("read its network provider")) { |system| provider_service(system).get }
  end

  # @return [Array<OvirtSDK4::OpenStackNetwork>] what the provider has, imported or not
  def provided
    ask(_("list the networks of its network provider")) { |system| provider_service(system).networks_service.list }
  end

  # @return [Hash{String => String}] name of each data center by its id
  def data_centers
    ask(_("list its data centers")) { |system| system.data_centers_service.list }.to_h { |data_center| [data_center.id, data_center.name] }
  end

  # @return [Array<OvirtSDK4::Cluster>] those whose default network provider this one is, in a data center
  def clusters
    ask(_("list its clusters and their network providers")) do |system|
      service = system.clusters_service
      service.list.select do |cluster|
        cluster.data_center && service.cluster_service(cluster.id).external_network_providers_service.list.any? { |provider| provider.id == provider_id }
      end
    end
  end

  # @return [Array<OvirtSDK4::Network>] of all data centers and providers
  def networks
    ask(_("list its networks")) { |system| system.networks_service.list }
  end

  # @return [Boolean] whether the network comes from this provider
  def ours?(network)
    network.external_provider&.id == provider_id
  end

  # @return [Array<OvirtSDK4::VnicProfile>]
  def profiles
    ask(_("list its vNIC profiles")) { |system| system.vnic_profiles_service.list }
  end

  # @return [Array<String>] ids of the networks that are attached to the cluster
  def attached(cluster_id)
    ask(_("list the networks of its cluster")) { |system| cluster_networks(system, cluster_id).list }.map(&:id)
  end

  # @return [Boolean] whether the network is attached to any cluster of the data center
  def attached_in?(data_center_id, network_id)
    its = ask(_("list its clusters")) { |system| system.clusters_service.list }.select { |cluster| cluster.data_center&.id == data_center_id }
    its.any? { |cluster| attached(cluster.id).include?(network_id) }
  end

  # @return [Array<OvirtSDK4::Vm>] all of them, with their vNICs
  def vms
    ask(_("list its virtual machines")) { |system| system.vms_service.list(:follow => "nics") }
  end

  # @return [Array<OvirtSDK4::Template>] likewise
  def templates
    ask(_("list its templates")) { |system| system.templates_service.list(:follow => "nics") }
  end

  # @param ref [String] the network's id at its provider
  def import(ref, data_center_id)
    change(_("import the network")) do |system|
      provider_service(system).networks_service.network_service(ref).import(:data_center => {:id => data_center_id})
    end
  end

  # The engine takes a network for required where nothing is said, and refuses that of an external one.
  def attach(network_id, cluster_id)
    change(_("attach the network to the cluster")) { |system| cluster_networks(system, cluster_id).add({:id => network_id, :required => false}) }
  end

  def add_profile(network_id, name)
    change(_("add the vNIC profile")) do |system|
      system.networks_service.network_service(network_id).vnic_profiles_service.add({:name => name})
    end
  end

  # Others of its custom properties stay: the engine takes what is sent for all of them (VnicProfileMapper).
  #
  # @yieldparam properties [Hash{String => String}] what it has
  # @yieldreturn [Hash{String => String}] what it is to have
  def update_profile_properties(profile_id)
    change(_("change the vNIC profile")) do |system|
      service = system.vnic_profiles_service.profile_service(profile_id)
      found   = Array(service.get.custom_properties).to_h { |property| [property.name, property.value.to_s] }
      service.update(:custom_properties => yield(found).map { |name, value| {:name => name, :value => value} })
    end
  end

  # @param attributes [Hash] +:name+ and +:mtu+ are what the engine lets be changed
  def update(network_id, attributes)
    change(_("change the network")) { |system| system.networks_service.network_service(network_id).update(attributes) }
  end

  # Out of oVirt alone; it stays at the provider.
  def remove(network_id)
    change(_("remove the network")) { |system| system.networks_service.network_service(network_id).remove }
  end

  private

  attr_reader :infra_manager

  def provider_service(system)
    system.openstack_network_providers_service.provider_service(provider_id)
  end

  def cluster_networks(system, cluster_id)
    system.clusters_service.cluster_service(cluster_id).networks_service
  end

  # The engine lets a change wait for its synchronization of the network provider, without limit, and makes it then, whoever has
  # given up waiting for the answer.
  def change(doing, &block)
    ask(doing, _("; it may still do so: changes wait while oVirt synchronizes the network provider"), &block)
  end

  # @param doing [String] in the words of the refusal
  # @param late [String, nil] what may follow where the answer does not come in time
  # @raise [Refusal]
  def ask(doing, late = nil)
    raise Refusal, _("the oVirt provider %{name} has no credentials") % {:name => infra_manager.name} if infra_manager.missing_credentials?

    %i[open_timeout read_timeout].each { |limit| ManageIQ::Providers::OvirtNet::Setting.repair(*ManageIQ::Providers::OvirtNet::Setting::ENGINE, limit) }
    answered = ManageIQ::Providers::OvirtNet::RejectedLogin.of_engine(infra_manager).guard do
      infra_manager.with_provider_connection(:service => SERVICE) { |connection| yield connection.system_service }
    end
    is_settled = true
    Readable.of(answered)
  rescue ::OvirtNet::AuthenticationError => err
    is_settled = true
    raise Refusal, _("oVirt (%{name}) was not asked to %{doing}: %{reason}") % {:name => infra_manager.name, :doing => doing, :reason => err.message}
  rescue ManageIQ::Password::PasswordError
    is_settled = true
    raise Refusal, self.class.undecryptable(infra_manager)
  rescue OvirtSDK4::Error, JSON::ParserError, SocketError, SystemCallError => err
    is_settled = true
    raise (err.kind_of?(OvirtSDK4::TimeoutError) ? Unanswered : Refusal), words(doing, err, late), err.backtrace
  ensure
    # The SDK's connection, which the process keeps, is of no use after an interruption: each request would fail.
    infra_manager.class.module_parent::ConnectionManager.instance.close(infra_manager.id) unless is_settled
  end

  def words(doing, err, late)
    words = {:name => infra_manager.name, :doing => doing, :reason => reason(err), :late => late}
    if err.kind_of?(OvirtSDK4::TimeoutError)
      _("oVirt (%{name}) did not %{doing} in time (ems.ems_ovirt.ovirt_net)%{late}") % words
    elsif forbidden?(err)
      _("oVirt (%{name}) does not let its user %{doing}: %{reason}; give that user the role NetworkAdmin there") % words
    else
      _("oVirt (%{name}) did not %{doing}: %{reason}") % words
    end
  end

  # A user without any role gets a token, and 401 for whatever is asked with it.
  def forbidden?(err)
    [401, 403].include?(err.try(:code)) || detail(err) == NOT_PERMITTED
  end

  def reason(err)
    return _("it does not exist (404)") if err.try(:code) == 404
    return _("the user has no role there (401)") if err.try(:code) == 401
    return untrusted if err.message.include?(UNTRUSTED)

    cause = detail(err)[PROVIDER_FAILURE, :cause]
    return detail(err) unless cause

    _("oVirt cannot connect to its network provider (%{cause}); check the provider's URLs and credentials in oVirt, and test them there") % {:cause => cause}
  end

  def untrusted
    _("its certificate is not trusted; give the oVirt provider the CA that issued it (on the engine, /etc/pki/ovirt-engine/ca.pem) as its " \
      "trusted CA, and a host name that is in the certificate (%{host} is not, or the CA is another)") % {:host => infra_manager.hostname}
  end

  # @return [String] the engine's own words
  def detail(err)
    words = err.fault&.detail if err.respond_to?(:fault)
    Readable.of(words.presence || err.message.to_s).squish.delete_prefix("[").delete_suffix("]").delete_suffix(".")
  end
end
