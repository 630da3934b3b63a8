require "ovirt_net"
require "manageiq/providers/ovirt_net/engine"
require "manageiq/providers/ovirt_net/version"
