RSpec.describe ManageIQ::Providers::OvirtNet::StoredSite do
  include_context "manager of the simulator"
  include_context "vanished objects are deleted at once"

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  # Of several rules that allow the same, any may be told, and the groups of a port come in any order: each may get a rule.
  def told(reachability, question)
    answer = reachability.ask(**question)
    answer.merge(:steps => answer[:steps].map { |step| step.merge(:rule => step[:rule].nil?) }, :remedy => answer[:remedy]&.except(:security_group_id, :text))
  end

  # A range of ports without a beginning is stored from port 1, which is the first there is.
  def open(site)
    site.exposure.map do |exposure|
      [exposure[:port][:id], exposure[:open].map { |opening| [*opening.values_at(:from, :ip_version, :protocol, :last_port), opening[:first_port]&.clamp(1, nil)] }]
    end
  end

  def found(site)
    site.findings.map { |finding| [finding[:code], finding[:object][:id], finding[:others].pluck(:id).sort] }
  end

  # What was read and what is stored must not differ in what decides.
  it "answers as the inventory does that it was stored of" do
    asked = 0
    RecordedSites.each(20).each do |lists, questions|
      @simulator.load(lists)
      EmsRefresh.refresh(manager)
      inventory, stored = manager.connect.inventory, described_class.new(manager).read
      expect(open(stored)).to match_array(open(inventory))
      expect(found(stored)).to match_array(found(inventory))
      there, here = inventory.reachability, stored.reachability
      questions.each do |question|
        expect(told(here, question)).to eq(told(there, question))
        asked += 1
      end
    end
    expect(asked).to eq(250)
  end

  it "asks for a refresh where the rows are older than what they must tell" do
    @simulator.load(ReachableSite.lists)
    EmsRefresh.refresh(manager)
    port = manager.network_ports.find_by(:ems_ref => "web1")
    port.update!(:extra_attributes => port.extra_attributes.except(:port_security_enabled))
    expect { described_class.new(manager).read }.to raise_error(described_class::NotReadYet, /refresh the network provider/)

    EmsRefresh.refresh(manager)
    expect(described_class.new(manager).read.findings).to be_an(Array)
  end
end
