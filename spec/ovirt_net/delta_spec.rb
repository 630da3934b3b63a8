RSpec.describe OvirtNet::Delta do
  around do |example|
    Simulator.start do |simulator|
      @simulator = simulator.tap { simulator.load(Recordings.inventory) }
      example.run
    end
  end

  let(:inventory) { client_of(@simulator).inventory }
  let(:types)     { OvirtNet::Stored.columns.keys.to_h { |table| [table, "Type::#{table}"] } }

  def delta(stored = OvirtNet::Stored.new)
    inventory.delta(stored, types)
  end

  # What PostgreSQL makes of an array literal
  def elements(array)
    array[1..-2].scan(/NULL|"((?:[^"\\]|\\.)*)"/m).map { |(text)| text&.gsub(/\\(.)/m, '\1') }
  end

  def inserts(delta, table)
    delta.enum_for(:each_insert, table).flat_map do |columns, arrays|
      arrays.map { |array| elements(array) }.transpose.map { |row| columns.zip(row).to_h }
    end
  end

  # What PostgreSQL sends of rows with these ids
  def records(rows)
    rows.map { |id, row| [row.size + 1, 20, 8, id].pack("NNNQ>") + row.values.map { |value| value ? [25, value.bytesize].pack("NN") + value.b : [25, 0xffffffff].pack("NN") }.join }.join
  end

  it "inserts every row into empty tables, with the columns that are stored" do
    expect(delta.changes).to eq(OvirtNet::Stored.columns.keys.to_h { |table| [table, [inserts(delta, table).size, 0, 0]] }.reject { |_table, numbers| numbers.sum.zero? })
    expect(delta.counts.except(:network_ports_security_groups)).to eq(inventory.counts)
    expect(inserts(delta, :cloud_networks).map(&:keys).uniq).to eq([OvirtNet::Stored.columns[:cloud_networks].keys])
    expect(inserts(delta, :cloud_networks).first).to include(:ems_ref => inventory.rows(:cloud_networks).last.first.first, :type => "Type::cloud_networks::Private")
  end

  it "deletes what the inventory does not have, and names the columns that changed" do
    rows   = inserts(delta, :cloud_tenants)
    stored = OvirtNet::Stored.new
    stored.add("cloud_tenants", records(1 => rows.first.merge(:name => "other"), 2 => rows.first, 3 => rows.first.merge(:ems_ref => "gone")))

    expect(delta(stored).changes[:cloud_tenants]).to eq([0, 1, 2])
    expect(delta(stored).deletes(:cloud_tenants)).to eq([2, 3])
    expect(delta(stored).enum_for(:each_update, :cloud_tenants).to_a).to eq([[%i[id name], ["{\"1\"}", "{\"#{rows.first[:name]}\"}"]]])
  end

  it "is of no use once it was released, nor is its inventory" do
    found = delta
    [found, inventory].each(&:release)

    expect { found.changes }.to raise_error(OvirtNet::InternalError, "this delta was released")
    expect { inventory.tables }.to raise_error(OvirtNet::InternalError, "this inventory was released")
    expect(inventory.inspect).to eq("#<OvirtNet::Inventory released>")
    expect { [found, inventory].each(&:release) }.not_to raise_error
  end

  it "is made of what the inventory was when it was asked for, be that released meanwhile" do
    @simulator.load(Recordings.inventory.merge("networks" => [{"id" => "n", "name" => "n", "qos_policy_id" => "- odd"}]))
    released = nil
    allow(Psych).to(receive(:dump).and_wrap_original do |dump, value|
      released ||= inventory.release || true
      dump.call(value)
    end)

    expect(inserts(delta, :cloud_networks).map { |row| row[:ems_ref] }).to eq(%w[n])
    expect(released).to be(true)
    expect { inventory.tables }.to raise_error(OvirtNet::InternalError, "this inventory was released")
  end

  it "lets other threads run, which may release what is compared" do
    @simulator.generate(:networks => 100, :ports => 3_000)
    20.times do
      read   = client_of(@simulator).inventory
      stored = OvirtNet::Stored.new
      thread = Thread.new { read.delta(stored, types).counts[:network_ports] }
      Thread.pass while thread.status == "run"
      [read, stored].each(&:release)

      expect(thread.value).to be >= 3_000
    end
  end

  it "keeps numbers that are longer than 63 bits" do
    subnet = {"id" => "s", "host_routes" => [2**63], "allocation_pools" => []}
    @simulator.fail("subnets", "do" => "body", "body" => {"subnets" => [subnet]})
    columns, rows = inventory.rows(:cloud_subnets)

    expect(rows.first[columns.index(:extra_attributes)][:host_routes]).to eq([2**63])
    expect(inserts(delta, :cloud_subnets).first[:extra_attributes]).to include("- 9223372036854775808\n")
  end

  it "says in words what is no stored row" do
    expect { OvirtNet::Stored.new.add("vms", records(1 => {})) }.to raise_error(OvirtNet::InternalError, /writes a table vms/)
    expect { OvirtNet::Stored.new.add("cloud_tenants", records(1 => {:name => "a"})) }.to raise_error(OvirtNet::InternalError, "cloud_tenants: a record is not an id and 6 columns")
    expect { OvirtNet::Stored.new.add("cloud_tenants", "(1,2)") }.to raise_error(OvirtNet::InternalError, /breaks off/)
  end

  describe "serialized columns" do
    texts = [
      "", "a", "A1", "y", "Y", "no", "Off", "NULL", "nullify", "true", "~", "0", "7", "1500", "08", "0777", "0x1F", "1_000", "1,000", "1.5", "1e3", ".5", "-1", "+1", "12:30",
      "12:30:45", "2026-01-01", "2026-01-01T10:00:00-05:00", "2026-01-01 10:00:00", "10.0.0.2", "010.0.0.2", "0.0.0.0/0", "10.0.0.0/24", "fd00::1", "fd00::", "::1", "1::2",
      "1:2:3:4:5:6:7:8", "2001:db8::/32", "56:6f:00:00:00:01", "08:00:27:00:00:01", "00:1a:4a:16:01:51", "12:34:56:12:34:56", "c0ffee00-0000-4000-8000-000000000001",
      "08ffee00-0000-4000-8000-000000000001", "12345678-1234-1234-1234-123456789012", "1e345678-1234-1234-1234-123456789012", "a b", "a: b", "a:b", "a #b", "a#b", "- a", "-", "a-",
      "?", "!a", "&a", "*a", "[a]", "{a}", "a,b", "'a'", "\"a\"", "%a", "@a", "`a", "|", ">", "a\nb", "a\n", " a", "a ", "é", "日本", "a\tb", "a\\b", ":a", "a:", "<<", "=", "a/b",
      "eth0.100", "physnet_1", "ovirtmgmt", "x" * 119, "x" * 200, "word " * 40, "1" * 30, "on_", "e5", "inf", ".inf", "nan"
    ]
    values = texts.flat_map do |text|
      [text, [text], [[text, nil], [[text]]], {"key" => text}, {text => [text, {"a" => [], "b" => {}}]}, [{"a" => text, "b" => {"c" => [text]}}, nil, [], {}, true, 1.5, 2**70, -3]]
    end

    it "are what Psych writes, whatever the value" do
      subnets = values.map.with_index do |value, index|
        {"id" => "s#{index}", "host_routes" => [value].compact, "allocation_pools" => [{"start" => texts[index % texts.size], "stop" => nil}], "dns_nameservers" => [texts[index % texts.size]]}
      end
      @simulator.fail("subnets", "do" => "body", "body" => {"subnets" => subnets})

      columns, rows = inventory.rows(:cloud_subnets)
      stored = inserts(delta, :cloud_subnets)
      %i[extra_attributes dns_nameservers].each do |column|
        written = stored.map { |row| row[column] }
        wanted  = rows.map { |row| Psych.dump(row[columns.index(column)]) }
        expect(written.zip(wanted, values).reject { |ours, theirs, _value| ours == theirs }).to eq([])
      end
      expect(rows.size).to eq(values.size)
    end

    it "are mostly written without Psych" do
      # But for finding out what this version of it quotes.
      expect(Psych).to receive(:dump).with("08:00:27:00:00:01").and_call_original
      expect(Psych).to receive(:dump).with("0.0.0.0/0").and_call_original
      @simulator.generate(:networks => 50, :ports => 200)
      delta
    end
  end
end
