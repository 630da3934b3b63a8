# An endpoint as the form, the API or oVirt gives it.
module ManageIQ::Providers::OvirtNet::NetworkManager::EndpointParams
  # Where ovirt-provider-ovn's Keystone listens by default
  KEYSTONE_PORT = 35_357

  module_function

  # @param endpoint [Hash] as typed
  # @return [Hash] with host name, port and protocol in the place of a URL
  # @raise [MiqException::Error] when both are given
  def parse(endpoint)
    endpoint = endpoint.to_h.with_indifferent_access
    url      = endpoint.delete(:url).presence
    return endpoint unless url
    raise MiqException::Error, _("give the URL %{url}, or host name and port, and not both") % {:url => url} if endpoint.values_at(:hostname, :port).any?(&:present?)

    found = ::OvirtNet.endpoint(url)
    trust = endpoint[:security_protocol] if found[:security_protocol] == "ssl" && endpoint[:security_protocol].to_s.start_with?("ssl")
    endpoint.merge(found.slice(:hostname, :port), :security_protocol => trust || found[:security_protocol])
  end

  # @param endpoint [Hash] see #parse
  # @return [Hash] the same, with the usual port where it has a host name alone
  def with_port(endpoint)
    endpoint[:port].blank? && endpoint[:hostname].present? ? endpoint.merge(:port => KEYSTONE_PORT) : endpoint
  end

  # @param endpoint [Hash] with +:hostname+ and +:port+
  # @return [Array] the same for the same port of a host, be it said in other words
  def server(endpoint)
    [endpoint[:hostname].to_s.downcase, endpoint[:port]]
  end
end
