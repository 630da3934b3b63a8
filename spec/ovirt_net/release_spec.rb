require_relative "../../rakelib/rubies"

RSpec.describe "a release" do
  let(:root)    { File.expand_path("../..", __dir__) }
  let(:gemspec) { Gem::Specification.load("#{root}/manageiq-providers-ovirt-net.gemspec") }

  # None where there is no git, or no clone
  def versioned
    IO.popen(%w[git ls-files], :chdir => root, :err => File::NULL, &:readlines).map(&:chomp)
  rescue Errno::ENOENT
    []
  end

  it "has one version in Ruby, Rust, the changelog and the commands that install it" do
    expect(File.read("#{root}/Cargo.toml")[/^version = "(.*)"/, 1]).to eq(OvirtNet::VERSION)
    expect(File.read("#{root}/docs/install.md")[/ovirt-net-(\d+\.\d+\.\d+)\.gem/, 1]).to eq(OvirtNet::VERSION)
    expect(File.read("#{root}/CHANGELOG.md").scan(/^## \[(\d.*)\] - \d{4}-\d\d-\d\d$/).flatten.first).to eq(OvirtNet::VERSION)
  end

  it "has the command, and all that is compiled and nothing that was" do
    expect(gemspec.executables).to eq(["ovirt-net"])
    expect(gemspec.files).to include("exe/ovirt-net", "Cargo.lock", "ext/provider/src/lib.rs", "lib/ovirt_net/cli.rb", "lib/tasks/ovirt_net.rake", "config/settings.yml")
    expect(gemspec.files.grep(%r{\.(so|gem|jsonl|html|png)\z|/\.})).to eq([])
  end

  it "holds what it needs when it is installed and runs, and nothing else" do
    kept = %w[CHANGELOG.md Cargo.lock Cargo.toml LICENSE.txt README.md app config content db docs exe ext lib]
    expect(gemspec.files.map { |file| file[%r{\A[^/]+}] }.uniq.sort - ["locale"]).to eq(kept)
    skip("what is versioned, only git knows") if versioned.empty?

    expect(gemspec.files - versioned).to eq([])
    expect(gemspec.files.grep(%r{\Aext/})).to match_array(versioned.grep(%r{\Aext/}).grep_v(%r{/(tests|examples)(/|\.rs\z)}))
  end

  it "is for the Rubies that the gem with the extension inside is built for" do
    of = ->(version) { gemspec.required_ruby_version.satisfied_by?(Gem::Version.new("#{version}.5")) }
    expect([Rubies::VERSIONS.map(&of), of["3.0"], of["3.5"]]).to eq([[true] * 4, false, false])
  end
end
