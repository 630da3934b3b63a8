# What ManageIQ, its pages and its queue call. Each task is done by an object of network_manager/.
class ManageIQ::Providers::OvirtNet::NetworkManager < ManageIQ::Providers::NetworkManager
  supports :create
  supports :update
  # ManageIQ would drop the message of one that is paused, and its task would wait for ever.
  supports(:cloud_subnet_create)   { paused }
  supports(:create_network_router) { paused }

  has_many :private_networks, :foreign_key => :ems_id, :class_name => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Private"
  has_many :public_networks,  :foreign_key => :ems_id, :class_name => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Public"

  # Those that come from oVirt before those that a user has added, each in the order they were made in
  scope :oldest_first, -> { order(Arel.sql("COALESCE(ext_management_systems.options ~ '#{ManualCreation::MARK}', FALSE)"), :id) }
  scope :made_by_hand, -> { where("ext_management_systems.options ~ ?", ManualCreation::MARK) }
  scope :at, ->(hostname, port) { joins(:endpoints).where(:endpoints => {:role => "default", :port => port}).where("lower(endpoints.hostname) = ?", hostname.downcase) }

  validates_with UniqueEndpointValidator, UserEditValidator

  # Nobody else makes one that belongs to no oVirt provider.
  before_create -> { self.options = options.to_h.merge(:made_by_hand => true) }, :if => -> { parent_ems_id.nil? }
  # Even without a user it is where the status of our checks is kept, never with the oVirt provider's.
  before_save :default_authentication
  before_save -> { discovery_state.follow_when_emptied }
  before_update -> { StoredOptions.new(self).merge }
  # A manager of an oVirt provider is destroyed by each declaration of that association, ManageIQ's, the peer's and ours.
  before_destroy -> { Removal.new(self).delete_inventory }, :prepend => true, :unless => :destroyed?
  after_destroy -> { Removal.new(self).cancel_messages }

  # Whether the password comes from who saves it
  attr_accessor :password_given

  # Ids of network managers that leave their servers in the same discovery, see Discovery::Moves
  attr_accessor :leaving

  # What does its tasks: objects that keep nothing, made anew where they are asked for
  TASKS = %i[address_restoration certificate_warning credential_check discovery_state infra_vnics message_formatter network_import noted_addresses
             pause_check provider_connection refresh_status scheduled_refresh task_notifier tenant_ownership waiting_groups].freeze

  TASKS.each { |task| define_method(task) { self.class.const_get(task.to_s.camelize, false).new(self) } }

  # Names that messages in the queue have, too: those of earlier versions are delivered.
  delegate :refresh_when_due, :refresh_after_event, :refresh_ports_of_vms, :to => :scheduled_refresh
  delegate :note_certificate, :to => :certificate_warning
  delegate :restore_port_addresses, :to => :address_restoration

  delegate :queue_refresh_when_due, :queue_refresh_after_event, :queue_refresh_of_vm, :to => :scheduled_refresh
  delegate :current_endpoint, :endpoint_edited?, :follows?, :keeps_endpoint?, :known_endpoint, :at?, :to => :discovery_state
  delegate :inherits_credentials?, :inherits_trust?, :to => :provider_connection
  delegate :with_names, :to => :message_formatter
  delegate :paused, :refuse_paused, :to => :pause_check
  delegate :notify_user, :to => :task_notifier

  class << self
    def ems_type
      @ems_type ||= "ovirt_net".freeze
    end

    def description
      @description ||= "oVirt Network (OVN)".freeze
    end

    def display_name(number = 1)
      n_("Network Provider (oVirt OVN)", "Network Providers (oVirt OVN)", number)
    end

    def hostname_required?
      false
    end

    def params_for_create
      ManagerForm.new(self).schema
    end

    # See ManualCreation.
    def create_from_params(params, endpoints, authentications)
      ManualCreation.new(self, params, endpoints, authentications).create { |*given| super(*given) }
    end

    # See CredentialCheck.of_form.
    def verify_credentials(args)
      CredentialCheck.of_form(args).run
    end

    def verify_credentials_task(_userid, _zone, options)
      CredentialCheck.check_access(options)
      super
    end

    # The provider is on the engine's network: the proxy for the internet, http_proxy.default, is not used for it.
    #
    # @return [URI, nil] the proxy of the setting http_proxy.ovirt_net; nil where its host is empty or "none"
    def http_proxy_uri
      VMDB::Util.http_proxy_uri(ems_type.to_sym) unless ["", "none"].include?(::Settings.http_proxy.ovirt_net&.host.to_s.strip.downcase)
    end

    # Called by ManageIQ's scheduler.
    def refresh_all_ems_timer
      RefreshTimer.new(where(:zone_id => MiqServer.my_server.zone.id, :enabled => true)).queue
    end

    # What the queue delivers, see NetworkImport.
    def import_into_ovirt(id, network_id, name, task_id, mode, data_centers, created)
      NetworkImport.deliver(find_by(:id => id), network_id, name, task_id, ManageIQ::Providers::OvirtNet::ImportPolicy.new(mode, data_centers), created)
    end
  end

  # The oVirt provider's, but where that has several network managers, or a user has said another one.
  def name
    made_by_hand? || discovered[:among_others] ? self[:name] : super
  end

  # Without a parent we answer for ourselves: lists and queues must not raise.
  def zone
    parent_manager ? parent_manager.zone : super
  end

  # The generic workers refresh what has no oVirt provider, whose worker would: no process is added.
  def queue_name_for_ems_refresh
    parent_manager ? super : MiqGenericWorker.default_queue_name
  end

  def guest_devices
    parent_manager ? parent_manager.guest_devices : GuestDevice.none
  end

  # @return [ActiveRecord::Relation] without what only other network managers of the oVirt provider list
  def cloud_tenants
    tenant_ownership.visible
  end

  def reload(*)
    @port_lookup = nil
    super
  end

  # Whatever others have written there
  #
  # @return [Hash, nil]
  def options
    super.then { |stored| stored.nil? || stored.kind_of?(Hash) ? stored : {} }
  end

  # @param key [Symbol] of what is noted in the options
  # @return [Hash]
  def noted(key)
    options.to_h[key].then { |found| found.kind_of?(Hash) ? found : {} }
  end

  def made_by_hand?
    options.to_h[:made_by_hand] == true
  end

  # @return [Hash] see DiscoveryState#known
  def discovered
    discovery_state.known
  end

  # @return [Hash] +:mode+ and +:data_centers+ of ImportPolicy; empty where the setting decides
  def import_option
    noted(:import).symbolize_keys
  end

  # @return [Boolean] whether a second object of the same name, or on the same VLAN, is refused
  def refuse_duplicates?
    ManageIQ::Providers::OvirtNet::Setting[:refuse_duplicates]
  end

  # Whether a packet arrives, and what stops it: for the API and automate as for pages.
  #
  # @param question [Hash] see ManageIQ::Providers::OvirtNet::Reachability#ask
  # @return [Hash]
  def reach(**question)
    ManageIQ::Providers::OvirtNet::Reachability.new(self).ask(**question)
  end

  # Delivered by the queue: tells which findings have appeared or disappeared.
  def look_for_findings
    ManageIQ::Providers::OvirtNet::Findings::Ledger.new(self).look
  end

  # @return [ManageIQ::Providers::OvirtNet::Incomplete] what the last refresh could not take over
  def incomplete
    ManageIQ::Providers::OvirtNet::Incomplete.new(self)
  end

  # @return [ManageIQ::Providers::OvirtNet::RefreshSchedule]
  def refresh_schedule
    ManageIQ::Providers::OvirtNet::RefreshSchedule.of(self)
  end

  # What is known from now on; saved when the manager is.
  def refresh_schedule=(known)
    self.options = options.to_h.merge(ManageIQ::Providers::OvirtNet::RefreshSchedule::KEY => known)
  end

  # @return [ManageIQ::Providers::OvirtNet::RejectedLogin]
  def rejected_login
    ManageIQ::Providers::OvirtNet::RejectedLogin.of(self)
  end

  # @return [PortLookup]
  def port_lookup
    @port_lookup ||= PortLookup.new(self)
  end

  # @return [ProviderLock] that this object has or waits for
  def provider_lock
    @provider_lock ||= ProviderLock.new(self)
  end

  def with_provider_lock(&block)
    provider_lock.hold(&block)
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
    provider_connection.client(options)
  end

  def verify_credentials(_auth_type = nil, _options = {})
    credential_check.run
  end

  # @param err [StandardError]
  # @return [StandardError] what to raise instead: the same, or in words an oVirt administrator can act on
  def explained(err)
    ErrorTranslation.new(self, err).exception
  end

  # The API's and Automate's; for the pages', see InfraHooks. A user who wants it refreshed wants a refused login tried, and what has
  # vanished at the provider deleted.
  def refresh_ems(opts = {})
    rejected_login.forget if authentication_status_ok?
    incomplete.accept_vanished
    super
  end

  # So does one who has the credentials checked.
  def authentication_check_types_queue(*args)
    rejected_login.forget if ManageIQ::Providers::OvirtNet::RejectedLogin.asked?(args)
    super
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

  def params_for_update
    self.class.params_for_create
  end

  # Of the form and the API, see EditParams.
  def edit_with_params(params, endpoints, authentications)
    edit = EditParams.new(self, params, endpoints, authentications)
    self.password_given = edit.password_given?
    super(edit.params, edit.endpoints, edit.authentications)
  end

  # Of the API without the form's parameters: a user that is emptied is the oVirt provider's again.
  def update_authentication(data, options = {})
    given = data.to_h.with_indifferent_access[:default]
    credential_check.keep_password_home(:inherits => true) if User.current_user && parent_manager && given&.key?(:userid) && given[:userid].blank?
    super
  end

  # Changes something at the provider, see ProviderChange.
  def change(error, payload = nil, &block)
    ProviderChange.new(self, error, payload).run(&block)
  end

  # Does so, and tells the user whose task it is how it went.
  def change_and_notify(error, doing, payload = nil, &block)
    task_notifier.report(doing) { change(error, payload, &block) }
  end

  # See PortChanges.
  def update_ports(ports, options, doing)
    PortChanges.new(self, ports, options).run(doing)
  end

  # Of the ports with these ids that the user whose task it is can see. Delivered by the queue.
  #
  # @param ids [Array<Integer>]
  def update_network_ports(ids, options = {})
    ports = VisibleNames.new.visible(network_ports.where(:id => ids)).order(:name, :id).to_a
    raise PortUpdateError, _("None of the ports exists any longer.") if ports.empty?

    update_ports(ports, options, n_("Updating the security groups of %{count} Network Port", "Updating the security groups of %{count} Network Ports", ports.size) % {:count => ports.size})
  end

  # Whether forms offer it; not each release of ManageIQ asks for both.
  %i[supports_create_security_group supports_cloud_network_create].each do |offered|
    define_method(offered) { defined?(super) ? super() && paused.nil? : false }
  end

  def create_cloud_network_queue(userid, options = {})
    refuse_paused
    super
  end

  def create_security_group_queue(userid, options = {})
    refuse_paused
    super
  end

  # @raise [::OvirtNet::InvalidChangeError] where what was typed cannot be, as far as that can be told here
  def create_cloud_subnet_queue(userid, options = {})
    refuse_paused
    PreflightCheck.new(self, options).check_subnet
    super
  end

  # @raise [::OvirtNet::InvalidChangeError] likewise
  def create_network_router_queue(userid, options = {})
    refuse_paused
    PreflightCheck.new(self, options).check_router
    super
  end

  def create_cloud_network(options)
    CloudNetwork.raw_create_cloud_network(self, options)
  end

  def create_cloud_subnet(options)
    CloudSubnet.raw_create_cloud_subnet(self, options)
  end

  def create_network_router(options)
    NetworkRouter.raw_create_network_router(self, options)
  end

  def create_security_group(options)
    SecurityGroup.raw_create_security_group(self, options)
  end

  def create_floating_ip(_options)
    raise MiqException::MiqFloatingIpCreateError, FloatingIp.unsupported_reason(:create)
  end

  private

  def authentication_component(type, method)
    inherits_credentials? ? parent_manager.send(:authentication_component, default_authentication_type, method) : super
  rescue ManageIQ::Password::PasswordError
    raise provider_connection.undecryptable
  end
end
