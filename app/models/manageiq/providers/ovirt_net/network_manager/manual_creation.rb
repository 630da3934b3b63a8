# A network manager that a user adds, with or without an oVirt provider. Discovery never removes it or changes its server. If oVirt later
# lists its network provider, both become one.
class ManageIQ::Providers::OvirtNet::NetworkManager::ManualCreation
  # What +options+ says of such a manager where it is stored
  MARK = "(?n)^:made_by_hand: true$".freeze

  class << self
    # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
    # @raise [MiqException::Error] when something is missing without which it would never work
    def check_complete(manager)
      raise MiqException::Error, _("give the URL of the network provider, such as https://engine.example.com:35357/v2.0, or its host name") if manager.hostname.blank?
      return if manager.parent_manager || manager.authentication_userid.present?

      raise MiqException::Error, _("give user and password: it belongs to no oVirt provider, whose own could be used")
    end

    # Others that make network managers, or give them other endpoints, wait for the end of the transaction.
    def lock_endpoints
      key = "#{ManageIQ::Providers::OvirtNet::NetworkManager.name}.endpoints"
      ExtManagementSystem.lease_connection.select_value("SELECT pg_advisory_xact_lock(hashtextextended('#{key}', 0))::text")
    end
  end

  # @param manager_class [Class] of what is created
  # @param params [Hash] +"name"+, +"zone_id"+, +"parent_ems_id"+ of the oVirt provider it belongs to, +"options"+
  # @param endpoints [Array<Hash>] with +"url"+, or +"hostname"+ and +"port"+
  # @param authentications [Array<Hash>]
  def initialize(manager_class, params, endpoints, authentications)
    @manager_class   = manager_class
    @params          = params.to_h.symbolize_keys.except(:id)
    @infra_manager   = manager_class::InfraManagerLookup.find!(@params.delete(:parent_ems_id))
    @endpoints       = endpoints.map { |endpoint| manager_class::EndpointParams.then { |given| given.with_port(given.parse(endpoint)) } }
    @authentications = authentications
  end

  # @yield params, endpoints and authentications for ManageIQ, which creates it
  # @return [ManageIQ::Providers::OvirtNet::NetworkManager]
  def create
    given   = params.merge(belonging).merge(:api_version => "v2", :options => options, :password_given => authentication_params.password_given?(authentications))
    manager = manager_class.transaction do
      infra_manager&.lock!
      self.class.lock_endpoints
      yield(given, endpoints, authentication_params.storable(authentications)).tap { |created| self.class.check_complete(created) }
    end
    verify_and_refresh(manager)
    manager
  end

  private

  attr_reader :manager_class, :params, :infra_manager, :endpoints, :authentications

  def authentication_params
    manager_class::AuthenticationParams
  end

  def belonging
    return {:zone_id => params[:zone_id].presence || Zone.default_zone.id} unless infra_manager

    {:parent_manager => infra_manager, :zone_id => infra_manager.zone_id, :tenant_id => infra_manager.tenant_id, :provider_region => infra_manager.provider_region}
  end

  def options
    import = params[:options].to_h.with_indifferent_access[:import].to_h.symbolize_keys
    ManageIQ::Providers::OvirtNet::ImportPolicy.new(*import.values_at(:mode, :data_centers)) if import.any?
    {:made_by_hand => true, :import => import.presence}.compact
  end

  # oVirt is asked whether it lists it, too.
  def verify_and_refresh(manager)
    manager.authentication_check_types_queue
    EmsRefresh.queue_refresh(manager)
    ManageIQ::Providers::OvirtNet::Discovery.queue(manager.parent_manager) if manager.parent_manager
  end
end
