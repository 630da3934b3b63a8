require "socket"

module OvirtNet
  class Check
    # What the network between here and the provider allows.
    module Connection
      module_function

      # @return [Array<String>] the addresses of a name
      # @raise [OvirtNet::ConnectionError] when it has none
      def addresses(host)
        Addrinfo.getaddrinfo(host, nil, nil, :STREAM).map(&:ip_address).uniq
      rescue SocketError => err
        raise ConnectionError.new("the name #{host} is not known here: #{err.message}", :code => :unknown_name, :host => host)
      end

      # Connects as the client does, and leaves again.
      #
      # @param seconds [Numeric] until the attempt is given up
      # @return [String] the address that answers
      # @raise [OvirtNet::ConnectionError] when nobody answers there
      # @raise [OvirtNet::ResourceLimitError]
      def try(host, port, seconds)
        Native.load!
        result, text = OvirtNet.reach(host, port, seconds)
        where = {:code => result, :host => host, :port => port}
        case result
        when :reached        then text
        when :slow           then raise TimeoutError.new("#{host} does not answer on port #{port} within #{seconds} s", **where, :code => :unreachable)
        when :resource_limit then raise ResourceLimitError.new(text, :code => result)
        else                      raise ConnectionError.new("#{host} cannot be reached on port #{port}: #{text}", **where)
        end
      end
    end
  end
end
