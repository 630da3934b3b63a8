require "open3"
require "rubygems/package"
require_relative "../../rakelib/native_gem"

RSpec.describe NativeGem do
  let(:root)    { File.expand_path("../..", __dir__) }
  let(:ruby)    { RUBY_VERSION[/\d+\.\d+/] }
  let(:library) { "#{root}/lib/ovirt_net/#{ruby}/ovirt_net.so" }
  let(:cpu)     { RbConfig::CONFIG["host_cpu"] }

  # Installs, or runs what was installed, where there is no compiler nor anything else.
  def run(folder, *arguments)
    Open3.capture2e({"GEM_HOME" => folder, "GEM_PATH" => [folder, *Gem.path].join(":"), "PATH" => "/nothing", "OVIRT_NET_PASSWORD" => "123456"}, RbConfig.ruby, *arguments)
  end

  def install(folder, path)
    output, status = run(folder, "-r", "rubygems/installer", "-e", "Gem::Installer.at(ARGV[0], :install_dir => ENV['GEM_HOME'], :ignore_dependencies => true).install", path)
    expect(status).to be_success, output
  end

  def check_a_simulator(folder)
    Simulator.start(:networks => 2) do |simulator|
      output, status = run(folder, "#{folder}/bin/ovirt-net", "check", "--url", simulator.identity_url, "--user", "admin@internal")
      expect([status.exitstatus, output]).to match([0, /list of networks +2 objects/])
    end
  end

  # What is compiled for a checkout may need more than Enterprise Linux 9 has.
  def build(folder, libraries)
    allow_any_instance_of(Needs).to receive(:excess).and_return([])
    described_class.new(libraries).build("#{folder}/pkg")
  end

  it "is installed and runs without a compiler" do
    Dir.mktmpdir do |folder|
      install(folder, build(folder, {[cpu, ruby] => library}))
      check_a_simulator(folder)
    end
  end

  it "is one file for several CPUs and Rubies, that holds what runs and nothing of what it was compiled from" do
    Dir.mktmpdir do |folder|
      spec  = Gem::Package.new(build(folder, %w[x86_64 aarch64].product(["3.1", "3.2", "3.10"]).to_h { |of| [of, library] })).spec
      plain = Gem::Specification.load("#{root}/manageiq-providers-ovirt-net.gemspec")
      expect(spec).to have_attributes(:platform => Gem::Platform::RUBY, :extensions => [], :required_ruby_version => Gem::Requirement.new(">= 3.1", "< 3.11.dev"))
      expect(spec.files).to match_array(plain.files.grep_v(%r{\A(ext|Cargo\.\w+)(/|\z)}) + %w[x86_64-linux aarch64-linux].product(%w[3.1 3.2 3.10]).map { |of| "lib/ovirt_net/#{of.join("/")}/ovirt_net.so" } + [described_class::LICENCES])
    end
  end

  it "gives the texts of the licences of all crates along that it holds" do
    Dir.mktmpdir do |folder|
      Gem::Package.new(build(folder, {[cpu, ruby] => library})).extract_files(folder)
      texts = File.read("#{folder}/#{described_class::LICENCES}")
      tree  = Open3.capture2("cargo", "tree", "--locked", "--package", "ovirt_net", "--edges", "normal", "--prefix", "none", "--format", "{p}", :chdir => root).first
      names = tree.lines.grep_v(%r{/}).map { |line| line.split.first(2).join(" ").sub(" v", " ") }.uniq
      expect(names.size).to be > 50
      expect(names.reject { |name| texts.include?("#{name} (") }).to eq([])
      expect(texts).to include("Permission is hereby granted", "Apache License", "UNICODE LICENSE")
    end
  end

  it "is not made of an extension that needs too much" do
    stub_const("Needs::NEWEST", Needs::NEWEST.merge("GLIBC" => "2.10"))
    stub_const("Needs::LIBRARIES", Needs::LIBRARIES - ["libssl.so.3"])
    message = /the extension for Ruby #{ruby} on #{cpu} needs libssl\.so\.3, GLIBC_2\.\d+, which Enterprise Linux 9 does not have; compile with cargo-zigbuild/
    expect { described_class.new({[cpu, ruby] => library}).build("/nowhere") }.to raise_error(SystemExit, message).and output(message).to_stderr
  end

  describe "what `rake gem:native` has built" do
    let(:built) { Dir["#{root}/pkg/manageiq-providers-ovirt-net-#{OvirtNet::VERSION}.gem"] }

    before { skip("nothing in pkg; rake gem:native builds it") if built.empty? }

    it "needs what Enterprise Linux 9 has: glibc 2.34, OpenSSL 3.0" do
      Dir.mktmpdir do |folder|
        built.each_with_index { |path, index| Gem::Package.new(path).extract_files("#{folder}/#{index}") }
        libraries = Dir["#{folder}/*/lib/ovirt_net/*/*/ovirt_net.so"]
        expect(libraries.size).to be >= built.size
        expect(libraries.to_h { |file| [file.delete_prefix(folder), Needs.new(file).excess] }.reject { |_, excess| excess.empty? }).to eq({})
      end
    end

    it "is installed and runs without a compiler" do
      files = Gem::Package.new(built.first).spec.files
      skip("it is not for this Ruby and CPU") unless files.include?("lib/ovirt_net/#{cpu}-linux/#{ruby}/ovirt_net.so")

      Dir.mktmpdir do |folder|
        install(folder, built.first)
        check_a_simulator(folder)
      end
    end
  end
end
