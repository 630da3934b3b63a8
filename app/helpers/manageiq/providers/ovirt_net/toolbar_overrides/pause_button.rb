# Pauses what is enabled, or resumes what is not, as its option says.
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::PauseButton < ::ApplicationHelper::Button::Basic
  needs :@record

  def visible?
    @record.enabled? == self[:options][:enabled]
  end
end
