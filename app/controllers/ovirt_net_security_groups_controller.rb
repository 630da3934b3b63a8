# The pages Edit Security Groups: of ports, of a VM, and of a security group for several ports. What is chosen is shown as a preview
# before it is saved. They need no script in the browser.
class OvirtNetSecurityGroupsController < OvirtNetPageController
  VIEW = "network_port_show_security_groups".freeze
  EDIT = "network_port_edit_security_groups".freeze

  # So many ports are listed to be chosen from on a group's page.
  LISTED = 100

  # Those that change nothing and lead to no change but through a form
  VIEWS = %w[edit group group_preview].freeze

  before_action :find_about
  before_action :find_ports, :only => %i[edit preview save]
  before_action :find_removal, :only => %i[delete_used destroy]

  # Which groups the ports have, what these allow, and what there is to choose
  def edit
    @wanted = from_form? ? given : nil
    render(:action => "edit")
  end

  # What the choice would allow and block
  def preview
    return render(:action => "edit") unless chosen?

    @preview  = ManageIQ::Providers::OvirtNet::PortGroups::Preview.new(@port_groups, @wanted)
    @profiles = profiles
  end

  def save
    return redirect_to(back) if params[:button] == "cancel"
    return edit if params[:button] == "back"
    return preview_again unless chosen? && decided?

    @port_groups.queue(session[:userid], @wanted)
    leave(n_("Updating the security groups of %{count} Network Port was initiated. A notification reports the result.",
             "Updating the security groups of %{count} Network Ports was initiated. A notification reports the result.", @port_groups.ports.size) % {:count => @port_groups.ports.size}, afterwards, :success)
  rescue MiqException::Error => err
    add_flash(err.message, :error)
    preview_again
  end

  # The ports that a group is to be given to or taken from
  def group
    return leave(_("Can't access selected records"), "/security_group/show_list") unless @group.kind_of?(ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup)

    @search = params[:search].to_s.strip
    @found  = ports_found
    @listed = @found.first(LISTED)
    @has    = ::NetworkPortSecurityGroup.where(:security_group_id => @group.id, :network_port_id => @listed.map(&:id)).pluck(:network_port_id)
  end

  # Of the ports on a group's page, those of which something else was ticked
  def group_preview
    had, ticked = [params[:had], params[:ports]].map { |ids| Array.wrap(ids).map(&:to_i) }
    changed     = {"add" => ticked - had, "remove" => had - ticked}.reject { |_what, ids| ids.empty? }
    if changed.size == 1
      what, ids = changed.first
      redirect_to(:action => "edit", :ports => ids.join(","), :group => @group.id, what.to_sym => @group.id)
    else
      add_flash(changed.empty? ? _("Nothing was changed.") : _("Assign the group to ports or remove it from ports, not both at once."), :error)
      group
      render(:action => "group")
    end
  end

  # The ports and VMs that have a group which is to be deleted
  def delete_used
  end

  # Takes it from them, and deletes it.
  def destroy
    return redirect_to(back) if params[:button] == "cancel"
    return leave(@removal.refused, back) if @removal.refused

    @group.delete_security_group_queue(session[:userid], :remove_from_ports => true, :vnic_profile => params[:vnic_profile].presence)
    leave(_("Removing %{name} from its ports and deleting it was initiated. A notification reports the result.") % {:name => @group.name}, "/security_group/show_list", :success)
  rescue MiqException::Error => err
    leave(err.message, back)
  end

  # The groups that a VM's ports are to get as they appear
  def save_waiting
    return leave(_("Can't access selected records"), "/network_port/show_list") if @vm.nil?
    return redirect_to(back) if params[:button] == "cancel"

    ticked = Array.wrap(params[:ticked]).map(&:to_i)
    waiting.each do |manager, groups|
      hidden = ManageIQ::Providers::OvirtNet::NetworkManager::WaitingGroups.new(manager).groups(@vm) - groups.map(&:ems_ref)
      refs   = groups.select { |group| ticked.include?(group.id) }.map(&:ems_ref)
      ManageIQ::Providers::OvirtNet::NetworkManager::WaitingGroups.new(manager).set(@vm, hidden | refs, session[:userid])
    end
    leave(_("%{name} gets these security groups as soon as it has network ports.") % {:name => @vm.name}, afterwards, :success)
  end

  private

  # What it is about, and whether the user may see the page
  def find_about
    @group = find_visible(::SecurityGroup, params[:group] || (params[:id] if action_name == "delete_used"))
    @vm    = find_visible(::VmOrTemplate, params[:vm])
    @editable = role_allows?(:feature => EDIT)
    begin_page(title, @editable ? EDIT : VIEW, @vm || @group)
    assert_privileges(EDIT) unless VIEWS.include?(action_name)
  end

  def title
    return _("Assign to Ports") if %w[group group_preview].include?(action_name)

    @editable ? _("Edit Security Groups") : _("Security Groups")
  end

  def find_removal
    assert_privileges("security_group_delete")
    @title = @page_title = _("Remove from Ports and Delete")
    return leave(_("Can't access selected records"), "/security_group/show_list") unless @group.kind_of?(ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup)

    @removal = ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup::Removal.new(@group)
  end

  # @return [Array<Array>] the network managers that may get a VM's ports, and their groups that the user may see
  def waiting
    @waiting ||= ManageIQ::Providers::OvirtNet::NetworkManager::WaitingGroups.managers(@vm).map do |manager|
      [manager, visible(manager.security_groups).sort_by { |group| [group.name, group.id] }]
    end
  end
  helper_method :waiting

  def find_ports
    return render(:action => "waiting") if @vm && params[:ports].blank? && ManageIQ::Providers::OvirtNet::VmPorts.new(@vm).waiting?

    return leave(_("Can't access selected records"), "/network_port/show_list") if params[:vm].present? && @vm.nil?

    ids   = [params[:ports]].flatten.flat_map { |given| given.to_s.split(",") }.grep(/\A\d{1,18}\z/)
    ports = @vm && ids.empty? ? vm_ports : visible(::NetworkPort.where(:id => ids)).to_a
    return leave(_("Can't access selected records"), "/network_port/show_list") if ports.empty?

    @port_groups = ManageIQ::Providers::OvirtNet::PortGroups.new(ports)
    @about     ||= @port_groups.ports.first if @port_groups.ports.one?
  rescue ManageIQ::Providers::OvirtNet::PortGroups::Refusal => err
    add_flash(err.message, :error)
    render(:action => "refused")
  end

  def vm_ports
    visible(ManageIQ::Providers::OvirtNet::VmPorts.new(@vm).all).to_a
  end

  def from_form?
    request.post? || params[:add].present? || params[:remove].present?
  end

  def given
    wanted = ManageIQ::Providers::OvirtNet::PortGroups::Wanted
    values = params.to_unsafe_h
    (params.key?(:had) || params.key?(:ticked) ? wanted.of_form(values) : wanted.new(values)).within(@port_groups.groups.map(&:id))
  end

  # @return [Boolean] whether it is something that can be previewed
  def chosen?
    @wanted = given
    return true unless @wanted.nothing?

    add_flash(_("Nothing was changed."), :error)
    false
  end

  # @return [Boolean] whether oVirt leaves it as it is, or the user has said what is to become of it
  def decided?
    return true if settlement.problem(:for_sure => true).nil?

    add_flash(_("Choose below what to do about the vNIC profile."), :error)
    false
  end

  def preview_again
    preview
    render(:action => "preview") unless performed?
  end

  def settlement
    ManageIQ::Providers::OvirtNet::ProfileGroups::Settlement.new(@port_groups.manager, @port_groups.ports, @wanted.options)
  end

  # What of vNIC profiles the page says: the sentence and whether the user may change them; or why nothing is known
  def profiles
    undoing = @wanted.add.any? || @wanted.remove.any? ? settlement.find : []
    return if undoing.empty?

    {:explained => settlement.explained(undoing), :count => undoing.size, :refused => ManageIQ::Providers::OvirtNet::ProfileGroups.refused(current_user, @port_groups.manager)}
  rescue ManageIQ::Providers::OvirtNet::ProfileGroups::Refusal => err
    {:unknown => err.message.delete_suffix(".")}
  end

  # Names of ports, MAC addresses, addresses and names of VMs
  def ports_found
    ports = visible(@group.ext_management_system.network_ports.where(ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort::OF_VNICS))
    ports = ports.where(:id => matching(ports)) if @search.present?
    has   = "EXISTS (SELECT 1 FROM network_ports_security_groups AS has WHERE has.network_port_id = network_ports.id AND has.security_group_id = #{@group.id.to_i})"
    ports.order(Arel.sql("#{has} DESC"), :name, :id).limit(LISTED + 1).to_a
  end

  def matching(ports)
    pattern = "%#{ActiveRecord::Base.sanitize_sql_like(@search.downcase)}%"
    vms     = visible(::VmOrTemplate.where("lower(vms.name) LIKE ?", pattern)).map(&:id)
    ports.where("lower(network_ports.name) LIKE :text OR lower(network_ports.mac_address) LIKE :text", :text => pattern)
         .or(ports.where(:device_type => "VmOrTemplate", :device_id => vms))
         .or(ports.where(:id => ::CloudSubnetNetworkPort.where("lower(address) LIKE ?", pattern).select(:network_port_id)))
         .pluck(:id)
  end

  # @return [String, Hash] where it is told what was initiated; the page of a VM shows no message of another one
  def afterwards
    @vm ? {:action => "edit", :vm => @vm.id} : back
  end

  # @return [String] the page that the user came from
  def back
    about = @vm || @group || (@port_groups.ports.first if @port_groups&.ports&.one?)
    about ? helpers.ovirt_net_record_path(about) : "/network_port/show_list"
  end
  helper_method :back
end
