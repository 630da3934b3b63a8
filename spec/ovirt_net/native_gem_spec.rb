require "open3"
require_relative "../../rakelib/native_gem"

RSpec.describe NativeGem do
  let(:ruby)    { RUBY_VERSION[/\d+\.\d+/] }
  let(:library) { File.expand_path("../../lib/ovirt_net/#{ruby}/ovirt_net.so", __dir__) }

  # Installs, or runs what was installed, where there is no compiler nor anything else.
  def run(folder, *arguments)
    Open3.capture2e({"GEM_HOME" => folder, "GEM_PATH" => [folder, *Gem.path].join(":"), "PATH" => "/nothing", "OVIRT_NET_PASSWORD" => "123456"}, RbConfig.ruby, *arguments)
  end

  it "is installed and runs without a compiler" do
    # What is compiled for a checkout may need more than Enterprise Linux 9 has.
    allow_any_instance_of(Needs).to receive(:excess).and_return([])
    Dir.mktmpdir do |folder|
      path = described_class.new({ruby => library}).build("#{folder}/pkg")
      expect(Gem::Package.new(path).spec).to have_attributes(:platform => Gem::Platform.new("#{RbConfig::CONFIG["host_cpu"]}-linux"), :extensions => [])

      output, status = run(folder, "-r", "rubygems/installer", "-e", "Gem::Installer.at(ARGV[0], :install_dir => ENV['GEM_HOME'], :ignore_dependencies => true).install", path)
      expect(status).to be_success, output
      Simulator.start(:networks => 2) do |simulator|
        output, status = run(folder, "#{folder}/bin/ovirt-net", "check", "--url", simulator.identity_url, "--user", "admin@internal")
        expect([status.exitstatus, output]).to match([0, /list of networks +2 objects/])
      end
    end
  end

  it "is not made of an extension that needs too much" do
    stub_const("Needs::NEWEST", Needs::NEWEST.merge("GLIBC" => "2.10"))
    stub_const("Needs::LIBRARIES", Needs::LIBRARIES - ["libssl.so.3"])
    message = /the extension for Ruby #{ruby} needs libssl\.so\.3, GLIBC_2\.\d+, which Enterprise Linux 9 does not have; compile with cargo-zigbuild/
    expect { described_class.new({ruby => library}).build("/nowhere") }.to raise_error(SystemExit, message).and output(message).to_stderr
  end
end
