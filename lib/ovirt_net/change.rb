module OvirtNet
  # A change that was done: the id and name of what was created, changed or deleted, what the log should say of it, and an
  # Inventory of the objects that it touched, as they are now, with the ids of those that are gone.
  Change = Struct.new(:id, :name, :inventory, :notes, :keyword_init => true)
end
