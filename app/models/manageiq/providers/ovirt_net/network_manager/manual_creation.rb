# A network manager that a user adds, to an oVirt provider or to none. What oVirt says never removes it, nor leads it to another server;
# where oVirt comes to list its network provider, the two are one.
module ManageIQ::Providers::OvirtNet::NetworkManager::ManualCreation
  extend ActiveSupport::Concern

  # Where ovirt-provider-ovn's Keystone listens by default
  KEYSTONE_PORT = 35_357

  # What +options+ says of such a manager where it is stored
  MARK = "(?n)^:made_by_hand: true$".freeze

  included do
    supports :create

    # Those that come from oVirt before those that a user has added, each in the order they were made in
    scope :oldest_first, -> { order(Arel.sql("COALESCE(ext_management_systems.options ~ '#{MARK}', FALSE)"), :id) }
    scope :made_by_hand, -> { where("ext_management_systems.options ~ ?", MARK) }
    scope :at, ->(hostname, port) { joins(:endpoints).where(:endpoints => {:role => "default", :port => port}).where("lower(endpoints.hostname) = ?", hostname.downcase) }

    # Nobody else makes one that belongs to no oVirt provider.
    before_create -> { self.options = options.to_h.merge(:made_by_hand => true) }, :if => -> { parent_ems_id.nil? }
    validate :only_one_at_its_endpoint, :if => -> { hostname.present? && default_endpoint.changed? }
    # What discovery changes, oVirt says; a user types.
    validate :password_stays_home, :if => -> { User.current_user }
    validate :keeps_its_engine,    :if => -> { User.current_user && parent_ems_id_changed? }
    validate :keeps_what_is_known, :if => -> { User.current_user && options_changed? }

    # Whether the password comes from who saves it
    attr_accessor :password_typed

    # Ids of network managers that leave their servers in the same discovery, see Discovery::Moves
    attr_accessor :leaving
  end

  class_methods do
    # Of the form and the API.
    #
    # @param params [Hash] +"name"+, +"zone_id"+, +"parent_ems_id"+ of the oVirt provider it belongs to, +"options"+
    # @param endpoints [Array<Hash>] with +"url"+, or +"hostname"+ and +"port"+
    def create_from_params(params, endpoints, authentications)
      params    = params.to_h.symbolize_keys.except(:id)
      engine    = engine!(params.delete(:parent_ems_id))
      endpoints = endpoints.map { |endpoint| with_port(endpoint_by_hand(endpoint)) }
      params    = params.merge(of_engine(engine, params), :api_version => "v2", :options => options_by_hand(params), :password_typed => password_typed?(authentications))
      manager   = transaction do
        engine&.lock!
        one_at_a_time
        super(params, endpoints, typed(authentications)).tap(&:complete!)
      end
      manager.tap(&:look_at_it)
    end

    # Lets others that make network managers, or give them other endpoints, wait for the end of the transaction.
    def one_at_a_time
      lease_connection.select_value("SELECT pg_advisory_xact_lock(hashtextextended('#{name}.endpoints', 0))::text")
    end

    # @param endpoint [Hash] with +:hostname+ and +:port+
    # @return [Array] the same for the same port of a host, be it said in other words
    def server(endpoint)
      [endpoint[:hostname].to_s.downcase, endpoint[:port]]
    end

    # @return [Array<Array>] name and id of the oVirt providers that the user may see
    def engines
      Rbac.filtered(ExtManagementSystem.where(:type => ManageIQ::Providers::OvirtNet::InfraHooks::MANAGERS).order(:name)).map { |engine| [engine.name, engine.id.to_s] }
    end

    # @return [ManageIQ::Providers::Ovirt::InfraManager, nil] nil where none is named
    # @raise [MiqException::Error] when it is none, or not for this user
    def engine!(id)
      return if id.blank?

      engine = ExtManagementSystem.find_by(:id => id, :type => ManageIQ::Providers::OvirtNet::InfraHooks::MANAGERS)
      engine = Rbac.filtered_object(engine) if engine
      engine || raise(MiqException::Error, _("parent_ems_id is %{id}; give the id of an oVirt provider, or none") % {:id => id})
    end

    # @param endpoint [Hash] as typed
    # @return [Hash] with host name, port and protocol in the place of a URL
    def endpoint_by_hand(endpoint)
      endpoint = endpoint.to_h.with_indifferent_access
      url      = endpoint.delete(:url).presence
      return endpoint unless url
      raise MiqException::Error, _("give the URL %{url}, or host name and port, and not both") % {:url => url} if endpoint.values_at(:hostname, :port).any?(&:present?)

      found = ::OvirtNet.endpoint(url)
      trust = endpoint[:security_protocol] if found[:security_protocol] == "ssl" && endpoint[:security_protocol].to_s.start_with?("ssl")
      endpoint.merge(found.slice(:hostname, :port), :security_protocol => trust || found[:security_protocol])
    end

    def with_port(endpoint)
      endpoint[:port].blank? && endpoint[:hostname].present? ? endpoint.merge(:port => KEYSTONE_PORT) : endpoint
    end

    # @return [Boolean] whether user and password are given, and not those of the oVirt provider
    def password_typed?(authentications)
      given = authentications.map { |authentication| authentication.to_h.with_indifferent_access }
      given.any? { |authentication| authentication[:authtype].to_s == "default" && authentication.values_at(:userid, :password).all?(&:present?) }
    end

    # @return [Array<Hash>] what is to be stored of authentications: not whether the form has validated them
    def typed(authentications)
      authentications.map { |authentication| authentication.to_h.with_indifferent_access.except(:valid) }
    end

    private def of_engine(engine, params)
      return {:zone_id => params[:zone_id].presence || Zone.default_zone.id} unless engine

      {:parent_manager => engine, :zone_id => engine.zone_id, :tenant_id => engine.tenant_id, :provider_region => engine.provider_region}
    end

    private def options_by_hand(params)
      import = params[:options].to_h.with_indifferent_access[:import].to_h.symbolize_keys
      ManageIQ::Providers::OvirtNet::ImportPolicy.new(*import.values_at(:mode, :data_centers)) if import.any?
      {:made_by_hand => true, :import => import.presence}.compact
    end
  end

  def made_by_hand?
    options.to_h[:made_by_hand] == true
  end

  # Of the form and the API; one gets no other oVirt provider, whose tenants and VMs its networks would then have. An endpoint or a user
  # that is not given stays: ManageIQ would delete it.
  def edit_with_params(params, endpoints, authentications)
    params = params.to_h.symbolize_keys
    engine = params[:parent_ems_id]
    raise MiqException::Error, _("parent_ems_id cannot be changed; add another network provider") if engine.present? && engine.to_s != parent_ems_id.to_s

    self.password_typed = self.class.password_typed?(authentications)

    endpoints       = endpoints.presence || [{"role" => "default"}]
    authentications = authentications.presence || [{"authtype" => "default"}]
    super(params.except(:id, :parent_ems_id), endpoints.map { |endpoint| self.class.endpoint_by_hand(endpoint) }, self.class.typed(authentications))
  end

  # Of the API without the form's parameters: a user that is emptied is the oVirt provider's again.
  def update_authentication(data, options = {})
    given = data.to_h.with_indifferent_access[:default]
    keep_password_home!(:inherits => true) if User.current_user && parent_manager && given&.key?(:userid) && given[:userid].blank?
    super
  end

  # @raise [MiqException::Error] when something is missing without which it would never work
  def complete!
    raise MiqException::Error, _("give the URL of the network provider, such as https://engine.example.com:35357/v2.0, or its host name") if hostname.blank?
    return if parent_manager || authentication_userid.present?

    raise MiqException::Error, _("give user and password: it belongs to no oVirt provider, whose own could be used")
  end

  # Verifies and refreshes it, and has oVirt asked whether it lists it.
  def look_at_it
    authentication_check_types_queue
    EmsRefresh.queue_refresh(self)
    ManageIQ::Providers::OvirtNet::Discovery.queue(parent_manager) if parent_manager
  end

  # @param endpoint [Hash, nil] see OvirtNet.endpoint
  # @return [Boolean] whether it is at that server, or would be if it had not been edited
  def at?(endpoint)
    endpoint.present? && [current_endpoint, discovered[:endpoint]].compact.any? { |own| self.class.server(own) == self.class.server(endpoint) }
  end

  private

  # Another oVirt provider's password would go where this one's goes. The API lets any column be given.
  def keeps_its_engine
    return errors.add(:base, _("parent_ems_id cannot be changed; add another network provider")) if persisted?

    self.class.engine!(parent_ems_id)
  rescue MiqException::Error => err
    errors.add(:base, err.message)
  end

  # It says where the oVirt provider's password may be sent.
  def keeps_what_is_known
    before, after = [options_was, options].map { |known| known.with_indifferent_access[:discovered] if known.kind_of?(Hash) }
    errors.add(:base, _("options: what oVirt has said of its network provider cannot be changed; give ddf and nothing but import")) if before != after
  end

  def password_stays_home
    return if password_typed && !inherits_credentials?

    is_touched = new_record? || endpoints.any? { |endpoint| endpoint.new_record? || endpoint.changed? } || authentications.any? { |authentication| authentication.new_record? || authentication.changed? }
    refusal    = ManageIQ::Providers::OvirtNet::StoredPassword.new(self).refusal if is_touched
    errors.add(:base, refusal) if refusal
  end

  # Two engines may have one network provider, each a network manager for its own VMs.
  def only_one_at_its_endpoint
    others = self.class.in_my_region.at(hostname, port).where.not(:id => [id, *leaving]).order(:id)
    other  = others.find { |candidate| made_by_hand? || candidate.parent_ems_id == parent_ems_id || (candidate.parent_ems_id.nil? && candidate.made_by_hand?) }
    errors.add(:base, _("%{name} (%{id}) has the network provider at %{host}, port %{port}, already") % {:name => other.name, :id => other.id, :host => hostname, :port => port}) if other
  end
end
