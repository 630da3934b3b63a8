require "openssl"
require "socket"
require "timeout"
require "ovirt_net/check/connection"

module OvirtNet
  class Check
    # What a server's certificate says. It is not judged here.
    class Certificate
      SOON = 30 * 86_400 # seconds

      # @param seconds [Numeric] until the attempt is given up
      # @return [Certificate]
      # @raise [OvirtNet::Error, OpenSSL::SSL::SSLError, SystemCallError, Timeout::Error]
      def self.of(host, port, seconds)
        context = OpenSSL::SSL::SSLContext.new
        context.verify_mode = OpenSSL::SSL::VERIFY_NONE
        Timeout.timeout(seconds) do
          Socket.tcp(Connection.try(host, port, seconds), port) do |socket|
            tls = OpenSSL::SSL::SSLSocket.new(socket, context)
            tls.hostname = host unless host.match?(/\A[\d.]+\z|:/)
            tls.connect
            new(tls.peer_cert, tls.ssl_version)
          ensure
            tls&.close
          end
        end
      end

      def initialize(certificate, protocol)
        @certificate = certificate
        @protocol    = protocol
      end

      # @return [Time]
      def valid_until
        @certificate.not_after.utc
      end

      # @return [Step]
      def outcome
        message = "#{name(@certificate.subject)}, issued by #{name(@certificate.issuer)}, valid until #{day(@certificate.not_after)} (#{@protocol})"
        details = {:subject => name(@certificate.subject), :issuer => name(@certificate.issuer), :valid_until => @certificate.not_after.utc.strftime("%FT%TZ")}
        return Report.ok(message, :details => details) if @certificate.not_after > Time.now + SOON

        Report.warning("#{message}: that is soon, or over", :remedy => Remedy.of(:certificate_expired), :details => details)
      end

      private

      def name(name)
        name.to_a.map { |key, value,| "#{key}=#{value}" }.join(", ")
      end

      def day(time)
        time.utc.strftime("%F %R UTC")
      end
    end
  end
end
