# While a network manager or its oVirt provider is paused, nothing is changed at the network provider: what is asked for is refused, and
# what was queued before is not done.
module ManageIQ::Providers::OvirtNet::NetworkManager::PauseCheck
  extend ActiveSupport::Concern

  CREATIONS = %i[create_cloud_network_queue create_cloud_subnet_queue create_network_router_queue create_security_group_queue].freeze

  included do
    supports(:cloud_subnet_create)   { paused }
    supports(:create_network_router) { paused }
  end

  # ManageIQ would drop the message of one that is paused, and its task would wait for ever.
  CREATIONS.each do |creation|
    define_method(creation) do |userid, options = {}|
      refuse_paused
      super(userid, options)
    end
  end

  # @return [String, nil] why nothing is changed, and what to do; of what is stored now, for others pause it
  def paused
    pausing = ExtManagementSystem.uncached { ExtManagementSystem.where(:id => [id, parent_ems_id].compact, :enabled => false).order(:id).to_a }
    _("%{name} is paused, so nothing is changed there. Resume it, then repeat this.") % {:name => pausing.first.name} if pausing.any?
  end

  # @raise [PausedError]
  def refuse_paused
    reason = paused
    raise self.class::PausedError, reason if reason
  end

  # Whether forms offer it; not each release of ManageIQ asks for both.
  %i[supports_create_security_group supports_cloud_network_create].each do |offered|
    define_method(offered) { defined?(super) ? super() && paused.nil? : false }
  end
end
