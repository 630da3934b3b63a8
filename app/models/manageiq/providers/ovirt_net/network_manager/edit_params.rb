# Prepares an edit of a network manager by the form or the API for ManageIQ. The oVirt provider cannot be changed, because the networks would
# then have its tenants and VMs. An endpoint or a user that is not given stays: ManageIQ would delete it.
class ManageIQ::Providers::OvirtNet::NetworkManager::EditParams
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param params [Hash]
  # @param endpoints [Array<Hash>]
  # @param authentications [Array<Hash>]
  # @raise [MiqException::Error] when it cannot be
  def initialize(manager, params, endpoints, authentications)
    @manager         = manager
    @params          = params.to_h.symbolize_keys
    @endpoints       = endpoints.presence || [{"role" => "default"}]
    @authentications = authentications
    refuse_other_infra_manager
  end

  # @return [Hash]
  def params
    @params.except(:id, :parent_ems_id).merge(options)
  end

  # @return [Array<Hash>]
  def endpoints
    @endpoints.map { |endpoint| manager.class::EndpointParams.parse(endpoint) }
  end

  # @return [Array<Hash>]
  def authentications
    manager.class::AuthenticationParams.storable(@authentications.presence || [{"authtype" => "default"}])
  end

  # @return [Boolean]
  def password_given?
    manager.class::AuthenticationParams.password_given?(@authentications)
  end

  private

  attr_reader :manager

  def refuse_other_infra_manager
    wanted = @params[:parent_ems_id]
    raise MiqException::Error, _("parent_ems_id cannot be changed; add another network provider") if wanted.present? && wanted.to_s != manager.parent_ems_id.to_s
  end

  # What else is in the options stays.
  def options
    given = @params[:options].to_h.with_indifferent_access[:import]
    return {} unless given

    import = manager.import_option.merge(given.to_h.symbolize_keys)
    ManageIQ::Providers::OvirtNet::ImportPolicy.new(*import.values_at(:mode, :data_centers))
    {:options => manager.options.to_h.merge(:import => import)}
  end
end
