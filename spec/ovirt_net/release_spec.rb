RSpec.describe "a release" do
  let(:root)    { File.expand_path("../..", __dir__) }
  let(:gemspec) { Gem::Specification.load("#{root}/manageiq-providers-ovirt-net.gemspec") }

  it "has one version in Ruby, Rust and the changelog" do
    expect(File.read("#{root}/Cargo.toml")[/^version = "(.*)"/, 1]).to eq(OvirtNet::VERSION)
    expect(File.read("#{root}/CHANGELOG.md").scan(/^## \[(\d.*)\] - \d{4}-\d\d-\d\d$/).flatten.first).to eq(OvirtNet::VERSION)
  end

  it "has the command, and all that is compiled and nothing that was" do
    expect(gemspec.executables).to eq(["ovirt-net"])
    expect(gemspec.files).to include("exe/ovirt-net", "Cargo.lock", "ext/core/src/lib.rs", "lib/ovirt_net/cli.rb", "lib/tasks/ovirt_net.rake", "config/settings.yml")
    expect(gemspec.files.grep(%r{\A(bench|bin|demo|spec|target)/|\.(so|gem|jsonl)\z|/\.})).to eq([])
  end
end
