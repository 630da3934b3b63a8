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

  describe "a file that is there and cannot be loaded" do
    # What is said when the extension has been damaged by the block, which gets its path.
    def refusal(as_nobody: false)
      Dir.mktmpdir do |directory|
        FileUtils.chmod(0o755, directory)
        FileUtils.mkdir_p("#{directory}/ovirt_net")
        FileUtils.cp("#{lib}/ovirt_net.rb", directory)
        FileUtils.cp(Dir["#{lib}/ovirt_net/*.rb"], "#{directory}/ovirt_net")
        file = "#{directory}/ovirt_net/ovirt_net.so"
        FileUtils.cp($LOADED_FEATURES.grep(%r{/ovirt_net\.so\z}).first, file)
        yield file
        code = "require 'ovirt_net'; #{"Process::Sys.setuid(65_534);" if as_nobody} begin; OvirtNet::Native.load!; rescue StandardError => e; puts e.class, e.message; end"
        Open3.capture2e(RbConfig.ruby, "-I", directory, "-e", code).first
      end
    end

    it "may not be read" do
      skip("needs root, to become somebody who may not") unless Process.uid.zero?

      expect(refusal(:as_nobody => true) { |file| File.chmod(0o600, file) }).to match(/\AOvirtNet::NotCompiledError\n.*ovirt_net\.so may not be read by the user 65534 \(file mode 600\)/)
    end

    it "is for another processor, or no library" do
      other = RbConfig::CONFIG["host_cpu"] == "x86_64" ? 183 : 62
      expect(refusal { |file| File.binwrite(file, [other].pack("S<"), 18) }).to match(/ovirt_net\.so is for another processor \((aarch64|x86_64)\) than this one \(#{RbConfig::CONFIG["host_cpu"]}\)/)
      expect(refusal { |file| File.write(file, "version https://git-lfs.github.com/spec/v1\n") }).to match(/ovirt_net\.so is not a library/)
    end

    it "is cut off, wherever, or empty" do
      expect(refusal { |file| File.truncate(file, 0) }).to match(/ovirt_net\.so is empty/)
      expect(refusal { |file| File.truncate(file, 40) }).to match(/\AOvirtNet::NotCompiledError\n/)
      [2_000, 0.5, 0.999].each do |part|
        expect(refusal { |file| File.truncate(file, part.kind_of?(Float) ? (File.size(file) * part).to_i : part) }).to match(/\AOvirtNet::NotCompiledError\n.*ovirt_net\.so is cut off: \d+ bytes are missing/)
      end
    end

    it "leads nowhere" do
      expect(refusal { |file| FileUtils.rm(file) && FileUtils.ln_s("/nowhere/ovirt_net.so", file) }).to match(%r{ovirt_net\.so is a link to /nowhere/ovirt_net\.so, which does not exist})
    end
  end
end
