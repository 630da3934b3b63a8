# The Ruby API of oVirt's OVN network provider. It knows neither Rails nor ManageIQ.
#
#   client    = OvirtNet::Client.new(:authentication_url => "https://engine.example.com:35357/v2.0",
#                                    :username           => "admin@internal",
#                                    :password           => "secret")
#   inventory = client.inventory
#   columns, rows = inventory.rows(:network_ports)
#
# Requiring this file does not load the native extension: the first use does, so that a missing one fails where it is
# used and nowhere else.
module OvirtNet
  # What oVirt's +authentication_url+ means in the words of ManageIQ's endpoints.
  #
  # @param authentication_url [String] such as "https://engine.example.com:35357/v2.0/"
  # @return [Hash] +:hostname+, +:port+, +:api_version+ ("v2"), +:security_protocol+ ("ssl" or "non-ssl")
  # @raise [OvirtNet::InvalidOptionError] in words, when the provider cannot be reached by that URL
  def self.endpoint(authentication_url)
    Native.load!
    parse_endpoint(authentication_url.to_s)
  end
end

require "ovirt_net/version"
require "ovirt_net/error"
require "ovirt_net/native"
require "ovirt_net/change"
require "ovirt_net/client"
require "ovirt_net/inventory"
require "ovirt_net/stored"
require "ovirt_net/delta"
