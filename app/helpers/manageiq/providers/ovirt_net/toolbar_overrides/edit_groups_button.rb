# Leads to the page where security groups are edited, where that can be changed.
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::EditGroupsButton < ::ApplicationHelper::Button::Basic
  needs :@record

  def disabled?
    @error_message = @record.unsupported_reason(self[:options][:feature])
    @error_message.present?
  end
end
