module OvirtNet
  # A change that was done, and what it touches: ids of the networks (with their subnets and ports), routers and security
  # groups (with their rules) that the provider may show differently now, and of ports that may be gone. For
  # Client#inventory_of, which reads just those.
  Change = Struct.new(:id, :name, :networks, :routers, :security_groups, :ports, :notes, :keyword_init => true)
end
