require "rbconfig"

# A server in a process of its own that accepts and says nothing, or answers when it is told to: what an interruption needs.
class SilentServer
  SCRIPT = <<~'RUBY'.freeze
    require "socket"
    body   = ARGV.first
    server = TCPServer.new("127.0.0.1", 0)
    told   = Queue.new
    open   = 0
    $stdout.sync = true
    puts server.addr[1]
    Thread.new do
      while (line = $stdin.gets)
        line == "answer\n" ? told << true : puts(open)
      end
      exit!
    end
    lock = Mutex.new
    loop do
      Thread.new(server.accept) do |client|
        lock.synchronize { open += 1 }
        begin
          if body
            told.pop
            client.write("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n#{body}")
            client.close_write
          end
          client.read
        rescue SystemCallError
          nil # gone
        ensure
          client.close
          lock.synchronize { open -= 1 }
        end
      end
    end
  RUBY

  # @param body [String, nil] what it answers when told; never anything where nil
  def self.start(body: nil)
    server = new(body)
    yield server
  ensure
    server&.stop
  end

  def initialize(body)
    @process = IO.popen([RbConfig.ruby, "-e", SCRIPT, *body], "r+")
    @port    = @process.gets.to_i
  end

  def url
    "http://127.0.0.1:#{@port}/v2.0"
  end

  def open_connections
    @process.puts
    @process.gets.to_i
  end

  # Answers one request, of now or later.
  def answer
    @process.puts("answer")
  end

  def stop
    @process.close
  end
end
