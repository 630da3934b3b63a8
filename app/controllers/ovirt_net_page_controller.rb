# What our pages in ManageIQ's UI share. The server renders them whole, with what their user may see; they need no script in the browser.
class OvirtNetPageController < ApplicationController
  abstract!

  before_action :check_privileges
  before_action :get_session_data
  after_action :cleanup_action
  after_action :set_session_data

  include Mixins::GenericSessionMixin
  include Mixins::BreadcrumbsMixin

  helper OvirtNetPageHelper

  # By model, what a role must be allowed so that such objects are shown
  FEATURES = {
    "CloudNetwork"  => "cloud_network_show",
    "CloudSubnet"   => "cloud_subnet_show",
    "NetworkPort"   => "network_port_show",
    "NetworkRouter" => "network_router_show",
    "SecurityGroup" => "security_group_show",
    "VmOrTemplate"  => "vm_show"
  }.freeze

  class << self
    # The menu's section is each class' own.
    def inherited(page)
      super
      page.menu_section(:net)
    end

    # What ManageIQ's controllers keep a session under
    def model
      ManageIQ::Providers::OvirtNet::NetworkManager
    end

    def table_name
      controller_name
    end
  end

  private

  # To be called first.
  #
  # @param title [String]
  # @param feature [String] what a role must be allowed
  # @param record [ApplicationRecord, nil] what the page is about: the breadcrumbs lead to it
  def begin_page(title, feature, record = nil)
    assert_privileges(feature)
    @layout = controller_name
    @title  = @page_title = title
    @about  = record
  end

  # @param rows [ActiveRecord::Relation]
  # @return [ActiveRecord::Relation] those of them that the user may see
  def visible(rows)
    role_allows?(:feature => FEATURES.fetch(rows.klass.base_class.name)) ? ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible(rows) : rows.none
  end

  # @param model [Class]
  # @param id [String, nil] as the browser gives it
  # @return [ApplicationRecord, nil] nil where there is none that the user may see
  def find_visible(model, id)
    visible(model.where(:id => id)).first if id.to_s.match?(/\A\d{1,18}\z/)
  end

  # Sets the network managers that the user may see, and the one of the address.
  #
  # @return [Boolean] false where the user may not see that one: told on the page without it
  def find_manager
    @managers = Rbac.filtered(ManageIQ::Providers::OvirtNet::NetworkManager.order(:name)).to_a
    @manager  = @managers.find { |manager| manager.id.to_s == params[:id] }
    return true if @manager || params[:id].blank?

    leave(_("Can't access selected records"), :action => "show", :id => nil)
    false
  end

  # Tells it on another page.
  def leave(message, path, severity = :error)
    flash_to_session(message, severity)
    redirect_to(path)
  end

  def breadcrumbs_options
    about = {:title => @about.name, :url => helpers.ovirt_net_record_path(@about)} if @about
    {:breadcrumbs => [{:title => _("Network")}, about, {:title => @title}].compact, :record_info => {}, :hide_title => true}
  end
end
