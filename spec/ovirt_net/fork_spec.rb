require "timeout"

RSpec.describe "A client and fork" do
  around { |example| Timeout.timeout(60) { example.run } }
  around { |example| Simulator.start(:networks => 2, :ports => 3) { |simulator| (@simulator = simulator) && example.run } }

  # What the block gives in a forked child, or the error it raised there.
  def in_a_child
    reader, writer = IO.pipe
    child = fork do
      reader.close
      result = begin
        yield
      rescue Exception => err # rubocop:disable Lint/RescueException
        err.inspect
      end
      writer.write(Marshal.dump(result))
      writer.close
      exit!(0)
    end
    writer.close
    result = Marshal.load(reader.read)
    Process.wait(child)
    expect($?).to be_success
    result
  end

  it "works in the child after use in the parent, and in the parent after that" do
    client = client_of(@simulator)
    counts = client.inventory.counts
    expect(in_a_child { client.inventory.counts }).to eq(counts)
    expect(client.inventory.counts).to eq(counts)
  end

  it "works in a child whose parent never used it" do
    client = client_of(@simulator)
    expect(in_a_child { client.tenants.size }).to eq(1)
  end

  it "works after Process.daemon" do
    client = client_of(@simulator)
    client.login
    reader, writer = IO.pipe
    Process.wait(fork do
      reader.close
      Process.daemon(true, true)
      writer.write(client.tenants.size)
      writer.close
      exit!(0)
    end)
    writer.close
    expect(reader.read).to eq("1")
  end

  it "survives the collection of inherited objects in the child" do
    client    = client_of(@simulator)
    inventory = client.inventory
    expect(in_a_child do
      client = inventory = nil
      3.times { GC.start }
      client_of(@simulator).tenants.size
    end).to eq(1)
    expect([client, inventory]).to all(be_truthy)
  end

  it "leaves the parent's request alone when a child is made in the middle of it" do
    @simulator.fail("ports", "do" => "hang", "seconds" => 1, "times" => 1)
    client  = client_of(@simulator)
    request = Thread.new { client.inventory.counts[:network_ports] }
    sleep(0.2)
    in_a_child { GC.start }
    expect { request.value }.not_to raise_error
  end
end
