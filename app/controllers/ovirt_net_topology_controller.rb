# The page Network, Topology: what of oVirt's networks the user may see, drawn by the core. It needs no script in the browser.
class OvirtNetTopologyController < ApplicationController
  before_action :check_privileges
  before_action :get_session_data
  after_action :cleanup_action
  after_action :set_session_data

  include Mixins::GenericSessionMixin
  include Mixins::BreadcrumbsMixin

  menu_section :net

  # By model, what a role must be allowed so that such objects are shown
  FEATURES = {
    "CloudNetwork"  => "cloud_network_show",
    "CloudSubnet"   => "cloud_subnet_show",
    "NetworkPort"   => "network_port_show",
    "NetworkRouter" => "network_router_show",
    "SecurityGroup" => "security_group_show",
    "VmOrTemplate"  => "vm_show"
  }.freeze

  ZOOMS = [50, 75, 100, 150, 200].freeze

  # What ManageIQ's controllers keep a session under
  def self.model
    ManageIQ::Providers::OvirtNet::NetworkManager
  end

  def self.table_name
    "ovirt_net_topology"
  end

  def index
    redirect_to(:action => "show")
  end

  def show
    assert_privileges("ovirt_net_topology_show")
    @layout   = "ovirt_net_topology"
    @title    = @page_title = _("Topology")
    @managers = Rbac.filtered(ManageIQ::Providers::OvirtNet::NetworkManager.order(:name)).to_a
    @manager  = @managers.find { |manager| manager.id.to_s == params[:id] }
    return read if @manager || params[:id].blank?

    flash_to_session(_("Can't access selected records"), :error)
    redirect_to(:action => "show", :id => nil)
  end

  # @param changed [Hash] what is to be different there
  # @return [String] address of this page as it is
  def topology_path(changed = {})
    # An id that is not named would be that of the address at hand.
    url_for({:action => "show", :only_path => true, :id => nil}.merge(shown.merge(changed).compact_blank))
  end
  helper_method :topology_path

  private

  def read
    whole  = ManageIQ::Providers::OvirtNet::Topology.new(@manager ? [@manager] : @managers) { |rows| visible(rows) }.read(ManageIQ::Providers::OvirtNet::Topology::PAGES)
    @part  = whole.only(:focus => params[:focus].presence, :depth => depth, :search => params[:search].presence)
    @empty = whole.counts.values.all?(&:zero?)
  rescue OvirtNet::Error => err
    add_flash(err.message, :error)
  end

  def visible(rows)
    role_allows?(:feature => FEATURES.fetch(rows.klass.name)) ? Rbac.filtered(rows) : rows.none
  end

  # What this page shows, as its parameters
  def shown
    {:id => @manager&.id, :focus => params[:focus], :depth => (depth unless depth == OvirtNet::Topology::DEPTH), :search => params[:search], :zoom => (zoom unless zoom == 100)}
  end

  def depth
    params[:depth].to_i.then { |depth| OvirtNet::Topology::DEPTHS.cover?(depth) ? depth : OvirtNet::Topology::DEPTH }
  end
  helper_method :depth

  # Percent, or 0 for as wide as the page
  def zoom
    params[:zoom].to_s.match?(/\A\d+\z/) && ([0] + ZOOMS).include?(params[:zoom].to_i) ? params[:zoom].to_i : 100
  end
  helper_method :zoom

  def breadcrumbs_options
    {:breadcrumbs => [{:title => _("Network")}, {:title => _("Topology")}], :hide_title => true}
  end
end
