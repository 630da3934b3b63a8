# The page Network, Topology. It shows the networks that the user can see, drawn by the core, and needs no script in the browser.
class OvirtNetTopologyController < OvirtNetPageController
  ZOOMS = [50, 75, 100, 150, 200].freeze

  def index
    redirect_to(:action => "show")
  end

  def show
    begin_page(_("Topology"), "ovirt_net_topology_show")
    read if find_manager
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
    @part  = @part.along(way) if @part && way.any?
  rescue OvirtNet::Error => err
    add_flash(err.message, :error)
  end

  # @return [Array<String>] keys of what a packet passes, to be marked
  def way
    params[:way].to_s.split(",").first(100)
  end

  # What this page shows, as its parameters
  def shown
    {:way => params[:way], :id => @manager&.id, :focus => params[:focus], :depth => (depth unless depth == OvirtNet::Topology::DEPTH), :search => params[:search], :zoom => (zoom unless zoom == 100)}
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
end
