# Adopts the network manager of the oVirt and Red Hat Virtualization providers in place, and gives it back. Only the types of the
# rows change, so ids, tags, custom attributes and references stay.
class ManageIQ::Providers::OvirtNet::Adoption
  OURS  = "ManageIQ::Providers::OvirtNet".freeze
  PEERS = %w[ManageIQ::Providers::Ovirt ManageIQ::Providers::Redhat].freeze

  # @param engine [ManageIQ::Providers::Ovirt::InfraManager, nil] whose manager is meant, all engines' where nil
  # @return [Array<String>] what was done, a sentence a manager
  def self.adopt(engine = nil)
    managers(PEERS, engine).map { |id| new(id).adopt }.compact
  end

  # @return [Array<String>] what was done, a sentence a manager
  def self.give_back
    managers([OURS], nil).map { |id| new(id).give_back }.compact
  end

  def self.managers(providers, engine)
    # A global region has the rows of others, which come again.
    managers = ExtManagementSystem.in_my_region.where(:type => providers.map { |provider| "#{provider}::NetworkManager" })
    managers = managers.where(:parent_ems_id => engine.id) if engine
    managers.order(:id).pluck(:id)
  end
  private_class_method :managers

  def initialize(manager_id)
    @manager_id = manager_id
  end

  # @return [String, nil] nil where there was nothing to do
  def adopt
    change_types(PEERS, OURS) do |counts|
      manager = ManageIQ::Providers::OvirtNet::NetworkManager.find(@manager_id)
      manager.default_authentication.save!
      # Our first refresh puts right what the peer left out; that is no change to be told as an event. Until then, the page shows neither
      # a refresh nor credentials that have worked.
      manager.update_columns(:last_refresh_date => nil, :last_refresh_success_date => nil, :last_refresh_error => nil)
      "adopted #{description(manager, counts)}"
    end
  end

  # @return [String, nil] nil where there was nothing to do
  def give_back
    return left if ManageIQ::Providers::OvirtNet::NetworkManager.made_by_hand.exists?(:id => @manager_id, :parent_ems_id => nil)

    engine = ExtManagementSystem.find_by(:id => ExtManagementSystem.where(:id => @manager_id).select(:parent_ems_id))
    peer   = PEERS.find { |provider| engine&.type.to_s.start_with?("#{provider}::") } || PEERS.first
    change_types([OURS], peer) do |counts|
      manager = "#{peer}::NetworkManager".constantize.find(@manager_id)
      forget(manager)
      "gave back #{description(manager, counts)} to #{peer}"
    end
  end

  private

  # The peer's are refreshed by the worker of their engine.
  def left
    manager = ManageIQ::Providers::OvirtNet::NetworkManager.find(@manager_id)
    "left network manager [#{manager.name}], id: [#{manager.id}]: it belongs to no oVirt provider, without which the other gem cannot have it; delete it before this one is removed"
  end

  # All or nothing, and once: who comes second finds no row of the old type.
  def change_types(from, to)
    ExtManagementSystem.transaction do
      manager = ExtManagementSystem.where(:id => @manager_id, :type => from.map { |provider| "#{provider}::NetworkManager" }).lock
      next if manager.pluck(:id).empty?

      manager.update_all(:type => "#{to}::NetworkManager")
      message = yield ManageIQ::Providers::OvirtNet::Inventory::Table.models.to_h { |model| [model.display_name(2), change_type(model, to)] }
      $ovirt_net_log.info(message)
      message
    end
  end

  # @return [Integer] how many rows
  def change_type(model, to)
    model.where(:ems_id => @manager_id).where("type LIKE 'ManageIQ::Providers::%::NetworkManager::%'")
         .update_all(["type = ? || substring(type from '::NetworkManager::.*')", to])
  end

  # What our refreshes, discoveries and events keep in the options. What a user has chosen stays, for the next adoption.
  NOTES = [
    ManageIQ::Providers::OvirtNet::NetworkManager::DiscoveryState::KEY,
    ManageIQ::Providers::OvirtNet::NetworkManager::TenantOwnership::KEY,
    ManageIQ::Providers::OvirtNet::NetworkManager::CertificateWarning::KEY,
    ManageIQ::Providers::OvirtNet::RefreshSchedule::KEY,
    ManageIQ::Providers::OvirtNet::RejectedLogin::KEY,
    ManageIQ::Providers::OvirtNet::Incomplete::STATE,
    ManageIQ::Providers::OvirtNet::Incomplete::ACCEPTED
  ].freeze
  private_constant :NOTES

  # What the peer does not know and would never clean up.
  def forget(manager)
    Authentication.where(:resource_type => "ExtManagementSystem", :resource_id => @manager_id).destroy_all
    manager.endpoints.where("security_protocol LIKE 'ssl-%'").update_all(:security_protocol => "ssl", :certificate_authority => nil)
    manager.update_columns(:uid_ems => nil, :options => manager.options&.except(*NOTES).presence)
  end

  def description(manager, counts)
    "network manager [#{manager.name}], id: [#{manager.id}], with #{counts.map { |name, count| "#{count} #{name}" }.join(", ")}"
  end
end
