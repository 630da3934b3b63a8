# The button that pauses or resumes, depending on its option.
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::PauseButton < ::ApplicationHelper::Button::Basic
  needs :@record

  def visible?
    @record.enabled? == self[:options][:enabled]
  end
end
