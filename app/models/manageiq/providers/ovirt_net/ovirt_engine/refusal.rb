# The engine refused a request or could not be asked; the message is for an administrator.
class ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal < MiqException::Error
end
