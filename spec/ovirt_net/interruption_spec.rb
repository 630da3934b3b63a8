require "open3"
require "timeout"

RSpec.describe "Interrupting a request" do
  # What a spec of interruption does wrong when it fails is to hang.
  around { |example| Timeout.timeout(60) { example.run } }

  def eventually
    100.times do
      return true if yield

      sleep(0.05)
    end
    false
  end

  def waiting?
    eventually { @server.open_connections == 1 }
  end

  # Runs Ruby code in a process of its own, with `client` on a server, and gives what it prints.
  def in_a_process(server, code)
    script = <<~RUBY
      require "ovirt_net"
      require "timeout"
      $stdout.sync = true
      client = OvirtNet::Client.new(:authentication_url => #{server.url.inspect}, :username => "admin@internal", :password => "123456", :read_timeout => 30)
      #{code}
    RUBY
    Open3.popen2(RbConfig.ruby, "-I", File.expand_path("../../lib", __dir__), "-e", script) do |_stdin, stdout, process|
      yield stdout, process.pid
      stdout.read
    end
  end

  # A signal by another process than this and that one.
  def signal(name, pid)
    system("sh", "-c", "kill -#{name} #{pid}")
  end

  context "with a provider that never answers" do
    around { |example| SilentServer.start { |server| (@server = server) && example.run } }

    it "ends at a Timeout, which arrives unwrapped" do
      expect { Timeout.timeout(0.2) { client_of(@server).login } }.to raise_error(Timeout::Error)
      expect(eventually { @server.open_connections.zero? }).to be(true)
    end

    it "ends when its thread is killed" do
      thread = Thread.new { client_of(@server).login }
      expect(waiting?).to be(true)
      thread.kill
      expect(thread.join(10)).to be(thread)
      expect(eventually { @server.open_connections.zero? }).to be(true)
    end

    it "ends at a SIGINT from another process, with and without other threads" do
      ["", "Thread.new { sleep }; "].each do |threads|
        output = in_a_process(@server, "#{threads}begin; puts 'ready'; client.login; rescue Interrupt => e; puts e.class; end") do |stdout, pid|
          stdout.gets
          expect(waiting?).to be(true)
          signal("INT", pid)
        end
        expect(output).to eq("Interrupt\n")
      end
    end

    it "lets other threads run" do
      thread = Thread.new { client_of(@server).login }
      expect(waiting?).to be(true)
      ticks = 0
      50.times { sleep(0.001) && ticks += 1 }
      expect(ticks).to eq(50)
      expect(thread).to be_alive
      thread.kill.join
    end

    it "leaves no descriptor, thread or request behind after 2,000 interruptions" do
      client = client_of(@server)
      begin
        Timeout.timeout(0.1) { client.login }
      rescue Timeout::Error
        nil
      end
      before      = [Dir.children("/proc/self/fd").size, Dir.children("/proc/self/task").size]
      interrupted = 20.times.map do |number|
        Thread.new do
          random = Random.new(number)
          100.times.count do
            Timeout.timeout(0.001 + random.rand(0.02)) { client.login }
            false
          rescue Timeout::Error
            true
          end
        end
      end
      expect(interrupted.sum(&:value)).to eq(2_000)
      expect(eventually { @server.open_connections.zero? }).to be(true)
      # Ruby keeps idle threads of its own for a while.
      expect(eventually { Dir.children("/proc/self/fd").size <= before[0] && Dir.children("/proc/self/task").size <= before[1] }).to be(true)
    end
  end

  context "with a provider that answers late" do
    around { |example| SilentServer.start(:body => login) { |server| (@server = server) && example.run } }

    let(:login) { '{"access": {"token": {"id": "t"}, "serviceCatalog": []}}' }

    it "goes on after a wakeup" do
      thread = Thread.new { client_of(@server).login }
      expect(waiting?).to be(true)
      5.times { thread.wakeup && sleep(0.01) }
      expect(thread).to be_alive
      @server.answer
      expect(thread.value).to be_a(OvirtNet::Client)
    end

    it "goes on after a trap that does not raise" do
      output = in_a_process(@server, "trap('TERM') { puts 'trapped' }; client.login; puts 'done'") do |stdout, pid|
        expect(waiting?).to be(true)
        signal("TERM", pid)
        expect(stdout.gets).to eq("trapped\n")
        @server.answer
      end
      expect(output).to eq("done\n")
    end

    it "goes on under a masked raise, which comes afterwards" do
      reached = nil
      thread  = Thread.new do
        Thread.handle_interrupt(RuntimeError => :never) do
          reached = client_of(@server).login
        end
      rescue RuntimeError => err
        err.message
      end
      expect(waiting?).to be(true)
      thread.raise("masked")
      @server.answer
      expect(thread.value).to eq("masked")
      expect(reached).to be_a(OvirtNet::Client)
    end
  end
end
