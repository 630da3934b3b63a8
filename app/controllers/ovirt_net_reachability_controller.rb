# The page Network, Reachability: whether a packet gets from one VM, port or address to another, and what stops it.
class OvirtNetReachabilityController < OvirtNetPageController
  QUESTION = %w[from to protocol port].freeze

  # Names that are suggested for an end
  SUGGESTED = 200

  def index
    redirect_to(:action => "show")
  end

  def show
    begin_page(_("Reachability"), "ovirt_net_reachability_show")
    return unless find_manager

    @manager ||= @managers.first
    @group = find_visible(::SecurityGroup, params[:group]) if params[:group].present?
    ends = [given(:from), given(:to)].compact
    add_flash(_("Enter both ends"), :warning) if ends.one? && params.key?(:protocol)
    ask if @manager && ends.size == 2
  end

  private

  def ask
    @answer = @manager.reach(:from => given(:from), :to => given(:to), :protocol => protocol, :port => port)
    @way    = ManageIQ::Providers::OvirtNet::Way.new(@manager, @answer) { |rows| visible(rows) }
  rescue OvirtNet::Error => err
    add_flash(err.message.upcase_first, :error)
  end

  # @return [String, nil]
  def given(name)
    params[name].to_s.strip.presence
  end
  helper_method :given

  def protocol
    given(:protocol) || OvirtNet::Reachability::PROTOCOLS.first
  end
  helper_method :protocol

  # What is no number is refused with the words for what is none.
  def port
    given(:port) && (Integer(given(:port), 10, :exception => false) || given(:port))
  end

  # @return [Array<String>] names of VMs and addresses of ports that may be asked for: those of the group, where one is asked about
  def suggestions
    ports     = visible(@group ? @group.network_ports.where(:ems_id => @manager.id) : @manager.network_ports)
    ports     = ports.where("network_ports.device_owner IS NULL OR network_ports.device_owner NOT LIKE 'network:%'")
    addresses = ::CloudSubnetNetworkPort.where(:network_port_id => ports.select(:id)).where.not(:address => nil).limit(SUGGESTED).pluck(:address)
    devices   = ports.where(:device_type => "VmOrTemplate").select(:device_id)
    vms       = visible(::VmOrTemplate.where(:id => devices).order(:name).limit(SUGGESTED)).order(:name).map(&:name)
    (vms + addresses.sort).uniq
  end
  helper_method :suggestions
end
