# ManageIQ's factories of infra managers descend from one of VMware's. A bundle without that provider lacks the class,
# of which nothing is asked but to be there.
if defined?(Rails) && !ManageIQ::Providers.const_defined?(:Vmware)
  ManageIQ::Providers.const_set(:Vmware, Module.new { const_set(:InfraManager, ManageIQ::Providers::Ovirt::InfraManager) })
end
