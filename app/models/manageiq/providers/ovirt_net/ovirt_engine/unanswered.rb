# What the engine was asked to do and has not answered in time: it may still do it. Its commands that add, change or remove a network wait
# without limit for the lock of their network provider, which a synchronization holds (RemoveNetworkCommand: withWaitForever).
class ManageIQ::Providers::OvirtNet::OvirtEngine::Unanswered < ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal
end
