class ManageIQ::Providers::OvirtNet::Inventory < ManageIQ::Providers::Inventory
end
