require "timeout"

# Where a system has no thread or file left, an error says so that ManageIQ rescues; a panic of the core would become Ruby's fatal, which nothing does.
RSpec.describe "Limits of the system" do
  around { |example| Timeout.timeout(60) { example.run } }
  around { |example| Simulator.start(:networks => 2, :ports => 3) { |simulator| (@simulator = simulator) && example.run } }

  # What the block gives in a child, or class and message of the error.
  def in_a_child
    reader, writer = IO.pipe
    child = fork do
      reader.close
      $stderr.reopen(File::NULL)
      result = begin
        yield
      rescue Exception => err # rubocop:disable Lint/RescueException
        "#{err.class}: #{err.message}"
      end
      writer.write(Marshal.dump(result))
      writer.close
      exit!(0)
    end
    writer.close
    result = Marshal.load(reader.read)
    Process.wait(child)
    result
  end

  # From here on this process gets no thread any more. Root is not limited.
  def no_more_threads
    Process.setrlimit(:NPROC, 1)
    Process::Sys.setuid(65_534) if Process.uid.zero?
  end

  def no_more_files
    Process.setrlimit(:NOFILE, Dir.children("/proc/self/fd").map(&:to_i).max + 5, Process.getrlimit(:NOFILE).last)
    loop { (@taken ||= []) << File.open(File::NULL) }
  rescue Errno::EMFILE
    nil
  end

  it "are told where the client cannot be started" do
    client = client_of(@simulator)
    result = in_a_child do
      no_more_threads
      client.login
    end
    expect(result).to match(/\AOvirtNet::ResourceLimitError: no thread can be started: Resource temporarily unavailable.*; raise the limits of this service, such as .*TasksMax/)
  end

  it "are told where the files are used up, before the client is started and after" do
    expect(in_a_child { no_more_files || client_of(@simulator).login }).to match(/\AOvirtNet::ResourceLimitError: .*Too many open files/)

    client = client_of(@simulator)
    result = in_a_child do
      client.login
      no_more_files
      client.tenants
    end
    expect(result).to match(/\AOvirtNet::ResourceLimitError: .*Too many open files.*LimitNOFILE/)
  end

  it "are told where only a connection has no file left" do
    client = client_of(@simulator)
    result = in_a_child do
      client.login
      no_more_files
      @taken.pop(2).each(&:close)
      client.tenants
    end
    expect(result).to match(/\AOvirtNet::ResourceLimitError: .*Too many open files/)
  end

  it "are told where a name cannot be looked up" do
    client = client_of(double(:url => "http://localhost:#{URI(@simulator.identity_url).port}/v2.0"))
    result = in_a_child do
      client.login
      no_more_threads
      client.login
    end
    expect(result).to match(/\AOvirtNet::ResourceLimitError: no thread can be started to look up localhost/)
  end

  it "do not keep from working what has been started" do
    client = client_of(@simulator)
    result = in_a_child do
      client.login
      no_more_threads
      3.times.map do
        inventory = client.inventory
        counts    = inventory.counts
        inventory.release
        counts
      end
    end
    expect(result).to all(include(:cloud_networks => 2, :network_ports => a_value >= 3))
    expect(result.size).to eq(3)
  end

  it "are over when they are raised" do
    client = client_of(@simulator)
    result = in_a_child do
      soft, hard = Process.getrlimit(:NOFILE)
      no_more_files
      first = begin
        client.login
      rescue OvirtNet::ResourceLimitError => err
        err.class
      end
      Process.setrlimit(:NOFILE, soft, hard)
      @taken.each(&:close)
      [first, client.inventory.counts[:cloud_networks]]
    end
    expect(result).to eq([OvirtNet::ResourceLimitError, 2])
  end
end
