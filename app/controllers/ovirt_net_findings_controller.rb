# The page Network, Findings: what is misconfigured, of what the user may see.
class OvirtNetFindingsController < OvirtNetPageController
  # Of each kind, unless that is chosen
  SHOWN = 20

  def index
    redirect_to(:action => "show")
  end

  def show
    begin_page(_("Findings"), "ovirt_net_findings_show")
    @found = (@manager ? [@manager] : @managers).filter_map { |manager| read(manager) } if find_manager
  end

  private

  # @return [Hash, nil] findings by code, rows of their objects, and how many findings are not shown as the user may not see their objects
  def read(manager)
    findings = ManageIQ::Providers::OvirtNet::Findings.new(manager)
    found    = findings.to_a.select { |finding| params[:code].blank? || finding[:code].to_s == params[:code] }
    {:manager => manager, :by_code => found.group_by { |finding| finding[:code] }, :records => findings.records, :hidden => findings.hidden}
  rescue OvirtNet::Error => err
    add_flash(err.message, :warning)
    nil
  end

  def shown(found)
    params[:code].present? ? found : found.first(SHOWN)
  end
  helper_method :shown
end
