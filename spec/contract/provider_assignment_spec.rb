RSpec.describe ManageIQ::Providers::OvirtNet::Discovery::ProviderAssignment do
  let(:provider_class) { Struct.new(:id, :name, :authentication_url, :type, :external_plugin_type, :read_only, :keyword_init => true) }
  let(:manager_class) do
    Struct.new(:name, :uid_ems, :endpoint, :by_hand) do
      def made_by_hand? = by_hand
      def follows?(id, other) = uid_ems == id || endpoint == other
      def at?(other) = endpoint == other
    end
  end

  let(:a) { provider("a") }
  let(:b) { provider("b") }
  let(:c) { provider("c") }

  def provider(name, host: name, **said)
    provider_class.new(:id => "id of #{name}", :name => name, :authentication_url => "https://#{host}.example.com:35357/v2.0/", :type => "external", **said)
  end

  def endpoint(host)
    OvirtNet.endpoint("https://#{host}.example.com:35357/v2.0")
  end

  def managed(provider, host: provider.name, by_hand: false)
    manager_class.new("of #{provider.name}", provider.id, endpoint(host), by_hand)
  end

  def by_hand(host)
    manager_class.new("by hand", nil, endpoint(host), true)
  end

  # @return [Array] name of what each manager follows, of what takes its place, and of what gets a manager
  def plan(providers, managers = [], **settings)
    plan = described_class.new(providers, managers, **settings)
    [managers.map { |manager| plan.provider_of(manager)&.name }, managers.map { |manager| plan.successor_of(manager)&.name }, plan.unmanaged.map(&:name)]
  end

  def followed(...) = plan(...).first
  def unmanaged(...) = plan(...).last

  describe "of one provider" do
    it "makes the first a network manager, and leaves the others" do
      expect(plan([b, a])).to eq([[], [], %w[a]])
      expect(plan([b, a], [managed(b)])).to eq([%w[b], %w[b], []])
      expect(plan([])).to eq([[], [], []])
    end

    it "lets another one take the place of what is gone, if no other network manager has that" do
      expect(plan([b], [managed(a)])).to eq([[nil], %w[b], []])
      expect(plan([b], [managed(a), by_hand("b")])).to eq([[nil, "b"], [nil, nil], []])
      expect(plan([b, c], [managed(a), managed(b)])).to eq([[nil, "b"], ["c", nil], []])
    end

    it "goes on with those that were discovered when all were managed" do
      expect(plan([a, b, c], [managed(b), managed(c)])).to eq([%w[b c], ["b", nil], []])
      expect(plan([b], [managed(b), managed(c)])).to eq([["b", nil], ["b", nil], []])
    end

    it "has one that was made by hand for the one, but for the provider that is preferred" do
      expect(plan([a, b], [by_hand("b")])).to eq([%w[b], [nil], []])
      expect(plan([a, b], [by_hand("b")], :preferred => "a")).to eq([%w[b], [nil], %w[a]])
      expect(plan([a, b], [by_hand("c")])).to eq([[nil], [nil], %w[a]])
    end

    it "lets no network manager jump to the preferred provider where another one has it" do
      expect(followed([a, b], [managed(a), by_hand("b")], :preferred => "b")).to eq(%w[a b])
      expect(followed([a, b], [managed(a)], :preferred => "b")).to eq(%w[b])
    end
  end

  describe "of all" do
    it "makes each a network manager, the one of all first" do
      [a, b, c].permutation.each do |providers|
        expect(unmanaged(providers, :all => true)).to eq(%w[a b c])
        expect(unmanaged(providers, :all => true, :preferred => "b")).to eq(%w[b a c])
        expect(plan(providers, [managed(b)], :all => true)).to eq([%w[b], [nil], %w[a c]])
      end
    end

    it "lets none take another's place" do
      expect(plan([b], [managed(a)], :all => true)).to eq([[nil], [nil], %w[b]])
    end

    it "leaves what is not OVN's, unless there is nothing else" do
      neutron = provider("n", :type => "neutron")
      expect(unmanaged([neutron, provider("o", :external_plugin_type => "CALICO"), b], :all => true)).to eq(%w[b])
      expect(unmanaged([neutron], :all => true)).to eq(%w[n])
      expect(followed([neutron, b], [managed(neutron)], :all => true)).to eq(%w[n])
    end

    it "manages no server twice" do
      expect(unmanaged([a, provider("x", :host => "A")], :all => true)).to eq(%w[a])
      expect(plan([a, b], [managed(a), by_hand("b")], :all => true)).to eq([%w[a b], [nil, nil], []])
      expect(plan([a, provider("x", :host => "b")], [managed(a, :host => "b")], :all => true)).to eq([%w[a], [nil], []])
    end

    it "leaves out a URL that cannot be used, and names it where a network manager has it" do
      bad = provider("x").tap { |provider| provider.authentication_url = "https://x/v3" }
      expect(unmanaged([bad, b], :all => true)).to eq(%w[b])
      expect { plan([bad, b], [managed(b), managed(bad, :host => "x")], :all => true) }.to raise_error(OvirtNet::InvalidOptionError, /\Anetwork provider x in oVirt/)
    end
  end

  it "goes by the id before the endpoint, and by what was made by hand before what was discovered" do
    anew = provider("anew", :host => "a")
    expect(followed([anew, b], [managed(a), managed(b)])).to eq(%w[anew b])
    expect(followed([provider("b", :host => "a")], [managed(b), by_hand("a")], :all => true)).to eq(["b", nil])
    expect(followed([anew], [managed(a), by_hand("a")], :all => true)).to eq([nil, "anew"])
  end
end
