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
    parse_endpoint(text(:authentication_url, authentication_url))
  end

  # Checks what is asked of a new subnet, as far as that can be told without the provider.
  #
  # @param attributes [Hash] for {Client#create_subnet}
  # @raise [OvirtNet::InvalidChangeError] as {Client#create_subnet} would
  def self.check_subnet(attributes)
    Native.load!
    check_new_subnet(attributes)
  end

  # Checks what a subnet is to be changed to, as far as that can be told without the provider.
  #
  # @param attributes [Hash] for {Client#update_subnet}
  # @param stored [Hash] what is known of it, by the same names, and its +:id+
  # @raise [OvirtNet::InvalidChangeError] as {Client#update_subnet} would
  def self.check_subnet_change(attributes, stored)
    Native.load!
    check_changed_subnet(attributes, stored)
  end

  # Checks the address that a router is to have on its gateway's subnet, as far as that can be told without the provider.
  #
  # @param address [String] as it was typed
  # @param range [String, nil] the subnet's, such as "10.0.0.0/24"
  # @param taken [Array<String>] addresses on the subnet that are known to be in use
  # @raise [OvirtNet::InvalidChangeError] as {Client#create_router} would
  def self.check_gateway_address(address, range, taken = [])
    Native.load!
    check_address({:gateway_ip_address => address}, range, taken)
  end

  # Bytes without an encoding, as from a file or the environment, are taken for UTF-8. The mark that some editors write in
  # front of it is no part of the text.
  #
  # @api private
  def self.text(name, value)
    text = value.to_s
    text = [Encoding::BINARY, Encoding::US_ASCII].include?(text.encoding) ? text.dup.force_encoding(Encoding::UTF_8) : text.encode(Encoding::UTF_8)
    text.valid_encoding? ? text.delete_prefix("\uFEFF") : raise(InvalidOptionError, "#{name} is not a text in UTF-8; give one")
  rescue EncodingError
    raise InvalidOptionError, "#{name} cannot be written in UTF-8; give a text that can"
  end
end

require "ovirt_net/version"
require "ovirt_net/error"
require "ovirt_net/code"
require "ovirt_net/native"
require "ovirt_net/change"
require "ovirt_net/client"
require "ovirt_net/inventory"
require "ovirt_net/stored"
require "ovirt_net/delta"
require "ovirt_net/events"
require "ovirt_net/topology"
require "ovirt_net/reachability"
require "ovirt_net/site"
require "ovirt_net/address_usage"
require "ovirt_net/group_rules"
