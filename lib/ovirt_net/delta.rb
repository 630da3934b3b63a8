require "yaml"

module OvirtNet
  # What a refresh or a change has to write. Made by Inventory#delta alone. Rows come as PostgreSQL's texts of arrays, one per
  # column, whatever their number; a reference is the ems_ref that it leads to, a port's +device_id+ too where its
  # +device_type+ is NetworkRouter.
  #
  # Its methods are native, and described there: ext/ovirt_net/src/delta.rs.
  class Delta
  end
end
