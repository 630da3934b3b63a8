# A client of the simulator or of another server on loopback.
module Clients
  def client_of(server, **options)
    url = server.respond_to?(:identity_url) ? server.identity_url : server.url
    OvirtNet::Client.new(:authentication_url => url, :username => "admin@internal", :password => "123456", :retry_wait => 0.01, **options)
  end
end

RSpec.configure { |config| config.include(Clients) }
