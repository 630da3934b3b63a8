require "rbconfig"

# A server in a process of its own that accepts and says nothing, or answers late: what an interruption needs.
class SilentServer
  SCRIPT = <<~'RUBY'.freeze
    require "socket"
    delay, body = ARGV
    server = TCPServer.new("127.0.0.1", 0)
    open   = 0
    $stdout.sync = true
    puts server.addr[1]
    Thread.new do
      while $stdin.gets
        puts open
      end
      exit!
    end
    lock = Mutex.new
    loop do
      Thread.new(server.accept) do |client|
        lock.synchronize { open += 1 }
        begin
          if delay == "never"
            client.read
          else
            sleep(delay.to_f)
            client.write("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n#{body}")
            client.close_write
            client.read
          end
        rescue SystemCallError
          nil # gone
        ensure
          client.close
          lock.synchronize { open -= 1 }
        end
      end
    end
  RUBY

  # @param after [Numeric, nil] seconds until it answers; never where nil
  def self.start(after: nil, body: "{}")
    server = new(:after => after, :body => body)
    yield server
  ensure
    server&.stop
  end

  def initialize(after: nil, body: "{}")
    @process = IO.popen([RbConfig.ruby, "-e", SCRIPT, (after || "never").to_s, body], "r+")
    @port    = @process.gets.to_i
  end

  def url
    "http://127.0.0.1:#{@port}/v2.0"
  end

  def open_connections
    @process.puts
    @process.gets.to_i
  end

  def stop
    @process.close
  end
end
