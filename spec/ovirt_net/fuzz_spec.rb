# Mutated answers through the Ruby API: an inventory with every row, or an error with list and place. What the core does with
# them is tested at length in tests/fuzz; here they cross the border. FUZZ_SECONDS makes a long run of it, see bin/fuzz.
RSpec.describe "mutated answers" do
  cases = 60
  odd   = [
    nil, [], {}, "", 0, -1, 1.5, 1e300, true, "true", "80", "1500.0", "a\u0000b", "\u{10ffff}", "x" * 3_000, [nil], ["a"], ["set", []], [[["b"]]],
    {"id" => "a"}, %w[a b], "Default", "network:router_interface"
  ].freeze
  headers = [
    {"Content-Encoding" => "gzip"}, {"Content-Range" => "items 0-0/9"}, {"Link" => "<?marker=x>; rel=next"}, {"X-Total-Count" => "99"}, {"Location" => "http://192.0.2.1/"}
  ].freeze

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  before { @simulator.load(Recordings.inventory) }

  # Changes a value somewhere in json.
  define_method(:mutated) do |json, random|
    return odd.sample(:random => random) if json.nil? || json == [] || !json.kind_of?(Enumerable) || random.rand(8).zero?

    json = json.dup
    key  = (json.kind_of?(Hash) ? json.keys : json.each_index.to_a).sample(:random => random)
    json[key] = mutated(json[key], random)
    json
  end

  define_method(:answer) do |list, random|
    key  = list.tr("-", "_")
    body = JSON.generate(key => mutated(Recordings.inventory.fetch(key, [{"id" => "f"}]), random))
    body = body[0, random.rand(body.size)] if random.rand(20).zero?
    {
      "do" => "answer", "path" => "/v2.0/#{list}", "text" => body, "status" => random.rand(10).zero? ? [201, 204, 206, 302, 404, 500].sample(:random => random) : 200,
      "headers" => random.rand(10).zero? ? headers.sample(:random => random) : {}
    }
  end

  # @return [Hash{Symbol => Array<String>}] the ids that an answer of that status holds, by table
  def sent(faults)
    tables = {"networks" => :cloud_networks, "subnets" => :cloud_subnets, "ports" => :network_ports, "routers" => :network_routers, "security-groups" => :security_groups}
    faults.to_h do |fault|
      list    = fault["path"].delete_prefix("/v2.0/")
      objects = fault["status"] == 200 ? JSON.parse(fault["text"])[list.tr("-", "_")] : []
      [tables[list], Array(objects).grep(Hash).map { |object| object["id"] }.grep(String).map { |id| id.delete("\u0000") }]
    end.compact
  rescue JSON::ParserError
    {}
  end

  it "lose no row and are explained" do
    first    = ENV.fetch("FUZZ_FIRST", "1").to_i
    deadline = ENV["FUZZ_SECONDS"] && (Process.clock_gettime(Process::CLOCK_MONOTONIC) + ENV["FUZZ_SECONDS"].to_i)
    done     = 0
    failures = []
    while deadline ? Process.clock_gettime(Process::CLOCK_MONOTONIC) < deadline : done < cases
      random = Random.new(first + done)
      lists  = %w[tenants networks subnets ports routers floatingips security-groups security-group-rules].sample(1 + random.rand(2), :random => random)
      faults = lists.map { |list| answer(list, random) }
      @simulator.faults = faults
      begin
        inventory = client_of(@simulator, :retry_wait => 0).inventory
        lost = sent(faults).flat_map { |table, ids| inventory.tables.include?(table) ? ids - inventory.rows(table).last.map(&:first) : [] }
        failures << "case #{first + done}: lost #{lost}" if lost.any?
        inventory.notes.each { |note| failures << "case #{first + done}: a note of #{note.size}" if note.size > 1_500 }
      rescue OvirtNet::Error => err
        is_explained = err.message.start_with?("cannot read ") && err.list && err.message.size < 1_500 && !err.kind_of?(OvirtNet::InternalError)
        failures << "case #{first + done}: #{err.class}: #{err.message}" unless is_explained
      end
      done += 1
    end
    puts "#{done} cases from #{first} on through the Ruby API, #{failures.size} findings" if deadline
    expect(failures).to eq([])
  end
end
