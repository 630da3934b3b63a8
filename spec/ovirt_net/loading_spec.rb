require "open3"
require "tmpdir"

RSpec.describe "Loading the extension" do
  let(:lib) { File.expand_path("../../lib", __dir__) }

  # Runs Ruby with a copy of lib in which the extension is where `place` says, or nowhere.
  def ruby(code, place: nil)
    Dir.mktmpdir do |directory|
      FileUtils.mkdir_p("#{directory}/ovirt_net/#{RUBY_VERSION[/\d+\.\d+/]}")
      FileUtils.cp(Dir["#{lib}/ovirt_net.rb"], directory)
      FileUtils.cp(Dir["#{lib}/ovirt_net/*.rb"], "#{directory}/ovirt_net")
      native = $LOADED_FEATURES.grep(%r{/ovirt_net\.so\z}).first
      FileUtils.cp(native, "#{directory}/#{place}") if place
      output, status = Open3.capture2e(RbConfig.ruby, "-I", directory, "-e", "require 'ovirt_net'; #{code}")
      [output, status.success?]
    end
  end

  before { OvirtNet::Native.load! }

  it "finds it in the folder of this Ruby and beside it" do
    ["ovirt_net/#{RUBY_VERSION[/\d+\.\d+/]}/ovirt_net.so", "ovirt_net/ovirt_net.so"].each do |place|
      expect(ruby("puts OvirtNet.endpoint('https://a/')[:hostname]", :place => place)).to eq(["a\n", true])
    end
  end

  it "is not loaded by requiring the library, nor by naming its classes" do
    expect(ruby("OvirtNet::Client; OvirtNet::Inventory; puts $LOADED_FEATURES.grep(/ovirt_net.so/).size", :place => "ovirt_net/ovirt_net.so")).to eq(["0\n", true])
  end

  it "looks up its classes while it loads, and never where an interrupt may come into it" do
    code = "OvirtNet::Native.load!; def Object.const_get(*) = raise(Interrupt); " \
           "puts OvirtNet::Client.new(:authentication_url => 'https://a', :username => 'u', :password => 'p').class"
    expect(ruby(code, :place => "ovirt_net/ovirt_net.so")).to eq(["OvirtNet::Client\n", true])
  end

  it "says what to do where there is none, by an error that ManageIQ rescues" do
    output, = ruby("begin; OvirtNet::Client.new(:authentication_url => 'https://a', :username => 'u', :password => 'p'); rescue StandardError => e; puts e.class, e.message; end")
    expect(output).to start_with("OvirtNet::NotCompiledError\n").and include("Ruby #{RUBY_VERSION}", "rake compile")
  end
end
