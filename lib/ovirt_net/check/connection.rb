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
        raise ConnectionError, "the name #{host} is not known here: #{err.message}"
      end

      # Connects and leaves again.
      #
      # @param seconds [Numeric] until the attempt is given up
      # @raise [OvirtNet::ConnectionError] when nobody answers there
      def try(host, port, seconds)
        Socket.tcp(host, port, :connect_timeout => seconds).close
      rescue Errno::ETIMEDOUT
        raise TimeoutError, "#{host} does not answer on port #{port} within #{seconds} s"
      rescue SocketError, SystemCallError => err
        raise ConnectionError, "#{host} cannot be reached on port #{port}: #{err.message}"
      end
    end
  end
end
