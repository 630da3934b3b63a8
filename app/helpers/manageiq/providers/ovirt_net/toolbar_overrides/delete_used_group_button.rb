# Leads to the page that takes a group from its ports before it is deleted.
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::DeleteUsedGroupButton < ::ApplicationHelper::Button::Basic
  needs :@record

  def role_allows_feature?
    %w[security_group_delete network_port_edit_security_groups].all? { |feature| role_allows?(:feature => feature) }
  end

  def visible?
    !@record.providers_own? && @record.network_ports.any?
  end

  def disabled?
    @error_message = @record.ext_management_system&.paused
    @error_message.present?
  end
end
