class ManageIQ::Providers::OvirtNet::NetworkManager < ManageIQ::Providers::NetworkManager
  include ByHand
  include ByUser
  include Changes
  include Connection
  include Discovered
  include Following
  include Form
  include Imports
  include Pausing
  include PortChanges
  include ProviderCertificate
  include Removal
  include Tenants
  include Verification
  include Vnics
  include Words

  supports :update

  has_many :private_networks, :foreign_key => :ems_id, :class_name => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Private"
  has_many :public_networks,  :foreign_key => :ems_id, :class_name => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Public"

  # The engine's, but where that has several network managers, or a user has said another one.
  def name
    made_by_hand? || discovered[:among_others] ? self[:name] : super
  end

  # Without a parent we answer for ourselves: lists and queues must not raise.
  def zone
    parent_manager ? parent_manager.zone : super
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

  # The generic workers refresh what has no engine, whose worker would: no process is added.
  def queue_name_for_ems_refresh
    parent_manager ? super : MiqGenericWorker.default_queue_name
  end

  # @return [ManageIQ::Providers::OvirtNet::Incomplete] what the last refresh could not take over
  def incomplete
    ManageIQ::Providers::OvirtNet::Incomplete.new(self)
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

  def guest_devices
    parent_manager ? parent_manager.guest_devices : GuestDevice.none
  end
end
