RSpec.describe ManageIQ::Providers::OvirtNet::Discovery::ProviderSelection do
  let(:provider_class) { Struct.new(:id, :name, :authentication_url, :type, :external_plugin_type, :read_only, :keyword_init => true) }
  let(:manager_class)  { Struct.new(:uid_ems, :known_endpoint) { def follows?(id, endpoint) = [uid_ems == id, known_endpoint == endpoint].any? } }

  let(:first)  { provider("1", "a", "https://a.example.com:35357/v2.0/") }
  let(:second) { provider("2", "b", "https://b.example.com:35357/v2.0/") }

  def provider(id, name, url, **said)
    provider_class.new(:id => id, :name => name, :authentication_url => url, :type => "external", **said)
  end

  def chosen(*providers, manager: nil, preferred: nil)
    described_class.new(providers, manager, preferred).provider
  end

  def managed(id, url = "https://old.example.com/v2.0")
    manager_class.new(id, OvirtNet.endpoint(url))
  end

  it "is the first by name, of those with a usable URL" do
    expect(chosen).to be_nil
    expect(chosen(second, first)).to eq(first)
    expect(chosen(second, provider("0", "0", "https://keystone.example.com/v3"), provider("9", "00", nil))).to eq(second)
  end

  it "is rather one of OVN, one that may be one, one that may be written" do
    ovn      = provider("3", "c", "https://c/v2.0", :external_plugin_type => "OVIRT_PROVIDER_OVN")
    readable = provider("4", "0", "https://d/v2.0", :external_plugin_type => "OVIRT_PROVIDER_OVN", :read_only => true)
    neutron  = provider("5", "0", "https://e/v2.0").tap { |provider| provider.type = "neutron" }
    calico   = provider("6", "0", "https://f/v2.0", :external_plugin_type => "CALICO")

    expect(chosen(first, readable, ovn, neutron, calico)).to eq(ovn)
    expect(chosen(first, readable, neutron, calico)).to eq(readable)
    expect(chosen(first, neutron, calico)).to eq(first)
    expect(chosen(neutron)).to eq(neutron)
  end

  it "stays the one that is managed, by its id, else by its endpoint" do
    expect(chosen(first, second, :manager => managed("2"))).to eq(second)
    expect(chosen(first, second, :manager => managed("9"))).to eq(first)
    expect(chosen(first, second, :manager => managed(nil, "https://B.example.com:35357/v2.0"))).to eq(second)
    expect(chosen(first, second, :manager => managed("1", "https://b.example.com:35357/v2.0"))).to eq(first)
    expect(chosen(first, second, :manager => managed("9", "https://b.example.com:35357/v2.0"))).to eq(second)
  end

  it "is not sure where another server would take the place of the one that is managed" do
    sure = ->(*providers, manager, preferred) { described_class.new(providers, manager, preferred).sure? }
    expect([sure[first, nil, nil], sure[first, managed(nil), nil], sure[first, managed("1"), nil], sure[first, managed("9", "https://a.example.com:35357/v2.0"), nil], sure[first, managed("9"), "a"]]).to all(be(true))
    expect(sure[first, managed("9"), nil]).to be(false)
  end

  it "is the one that is preferred, where there is such a one" do
    expect(chosen(first, second, :preferred => "b", :manager => managed("1"))).to eq(second)
    expect(chosen(first, second, :preferred => "c", :manager => managed("2"))).to eq(second)
  end

  it "is never another than that because of a bad URL" do
    bad = provider("3", "c", "https://c/v3")
    [{:manager => managed("3")}, {:preferred => "c"}].each do |options|
      expect { chosen(first, bad, **options) }.to raise_error(OvirtNet::InvalidOptionError, /\Anetwork provider c in oVirt: authentication_url .*version v3/)
    end
    expect { chosen(bad) }.to raise_error(OvirtNet::InvalidOptionError)
  end
end
