# The engine has not answered a change in time and may still make it. Its commands that add, change or remove a network wait
# without limit for the lock of their network provider, which a synchronization holds (RemoveNetworkCommand: withWaitForever).
class ManageIQ::Providers::OvirtNet::OvirtEngine::Unanswered < ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal
end
