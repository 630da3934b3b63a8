# What the engine did not do or could not be asked, in words for an administrator.
class ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal < MiqException::Error
end
