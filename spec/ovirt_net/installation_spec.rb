require "bundler"
require "open3"
require "rubygems/package"
require "shellwords"
require_relative "../../rakelib/native_gem"

# What an appliance has, without ManageIQ itself: the lock that its release came with, and only the gems for this platform.
RSpec.describe "ovirt-net install" do
  # PLATFORMS of Gemfile.lock.release in manageiq, branch spassky
  let(:platforms) do
    %w[aarch64-linux aarch64-linux-gnu aarch64-linux-musl arm-linux-gnu arm-linux-musl arm64-darwin powerpc64le-linux ruby x86_64-darwin
       x86_64-linux x86_64-linux-gnu x86_64-linux-musl]
  end
  let(:thor) { Gem::Specification.find_by_name("thor") }
  let(:lock) do
    <<~LOCK
      GEM
        remote: https://gems.example.com/
        specs:
          rake (13.9.9)
          thor (#{thor.version})

      PLATFORMS
      #{platforms.map { |platform| "  #{platform}" }.join("\n")}

      DEPENDENCIES
        rake
        thor

      BUNDLED WITH
         2.7.1
    LOCK
  end
  let(:miq)  { "#{@folder}/vmdb" }
  let(:gems) { "#{@folder}/gemset" }

  before(:context) do
    @pkg = Dir.mktmpdir
    library = "#{File.expand_path("../..", __dir__)}/lib/ovirt_net/#{RUBY_VERSION[/\d+\.\d+/]}/ovirt_net.so"
    RSpec::Mocks.with_temporary_scope do
      allow_any_instance_of(Needs).to receive(:excess).and_return([])
      @gem = NativeGem.new([RbConfig::CONFIG["host_cpu"], RUBY_VERSION[/\d+\.\d+/]] => library).build(@pkg)
    end
  end

  after(:context) { FileUtils.rm_rf(@pkg) }

  around do |example|
    Dir.mktmpdir do |folder|
      @folder = File.realpath(folder)
      # Others than its owner may go in, as into /var/www/miq.
      File.chmod(0o755, @folder)
      manageiq
      example.run
    end
  end

  # As the RPMs of ManageIQ leave it (rpm_spec/subpackages/manageiq-core in manageiq-rpm_build): .bundle and Gemfile.lock are links into the gemset.
  def manageiq
    FileUtils.mkdir_p(["#{miq}/app/models", "#{miq}/bundler.d", "#{miq}/tmp/cache", "#{gems}/vmdb/.bundle", "#{gems}/specifications"])
    FileUtils.touch("#{miq}/app/models/ext_management_system.rb")
    # What its plugin bundler-inject does (lib/bundler/inject/dsl_patch.rb, load_bundler_d)
    File.write("#{miq}/Gemfile", <<~RUBY)
      source "https://gems.example.com"
      gem "rake"
      gem "thor"
      Dir[File.join(__dir__, "bundler.d/*.rb")].sort.each { |file| eval_gemfile(file) }
    RUBY
    File.write("#{gems}/vmdb/Gemfile.lock", lock)
    File.symlink("#{gems}/vmdb/Gemfile.lock", "#{miq}/Gemfile.lock")
    File.symlink("#{gems}/vmdb/.bundle", "#{miq}/.bundle")
    File.write("#{gems}/vmdb/.bundle/config", %(---\nBUNDLE_WITHOUT: "development:test"\n))
    bundler
    rake
  end

  # This Ruby's, or the one that BUNDLER names, such as ~/rubygems/bundler of a checkout; then with the RubyGems beside it
  def bundler
    exe = ENV["BUNDLER"] ? "#{ENV["BUNDLER"]}/exe/bundle" : Gem.bin_path("bundler", "bundle")
    FileUtils.mkdir_p("#{gems}/bin")
    File.write("#{gems}/bin/bundle", "#!/bin/sh\nexec #{[RbConfig.ruby, exe].shelljoin} \"$@\"\n")
    File.chmod(0o755, "#{gems}/bin/bundle")
  end

  # Stands for ManageIQ's task evm:compile_sti_loader, which writes this file (lib/extensions/descendant_loader.rb, save_cache!).
  def rake
    File.write("#{@folder}/rake.gemspec", Gem::Specification.new("rake", "13.9.9") { |spec| spec.authors = spec.summary = "none"; spec.files = ["exe/rake"]; spec.bindir = "exe"; spec.executables = ["rake"] }.to_ruby)
    FileUtils.mkdir_p("#{gems}/gems/rake-13.9.9/exe")
    FileUtils.cp("#{@folder}/rake.gemspec", "#{gems}/specifications/rake-13.9.9.gemspec")
    File.write("#{gems}/gems/rake-13.9.9/exe/rake", <<~RUBY)
      File.rename("bundler.d/ovirt_net.rb", "tmp/ovirt_net.rb") && Dir.mkdir("bundler.d/ovirt_net.rb") && abort("no models") if File.exist?("no_way_back")
      abort("no models") if File.exist?("no_models")
      File.write("tmp/cache/sti_loader.yml", Gem.loaded_specs.keys.grep(/ovirt-net/).join)
    RUBY
  end

  def environment
    {"GEM_HOME" => gems, "GEM_PATH" => [gems, *Gem.path].join(":"), "PATH" => "#{gems}/bin:#{ENV["PATH"]}", "BUNDLE_GEMFILE" => "#{miq}/Gemfile", "RUBYOPT" => nil, "RUBYLIB" => rubylib}
  end

  def rubylib
    %w[lib ../lib].map { |lib| File.expand_path(lib, ENV["BUNDLER"]) }.select { |lib| File.exist?(lib) }.join(":") if ENV["BUNDLER"]
  end

  def run(*command, umask: 0o022, as: nil, **variables)
    command = ["setpriv", "--reuid=#{as}", "--regid=#{as}", "--clear-groups", *command] if as
    output, status = Open3.capture2e(environment.merge(variables.transform_keys(&:to_s)), *command, :chdir => miq, :umask => umask)
    [status.exitstatus, output]
  end

  def gem_install(path = @gem, **options)
    expect(run("gem", "install", "--local", "--no-document", path, **options)).to match([0, /1 gem installed/])
  end

  # What of ManageIQ an installation may change
  def state
    Dir.chdir(@folder) { Dir["vmdb/{**/*,.bundle/**/*}", "gemset/vmdb/{**/*,.bundle/*}"].select { |file| File.file?(file) }.to_h { |file| [file, File.read(file)] } }
  end

  def starts?
    run("bundle", "exec", "ruby", "-e", "exit").first == 0
  end

  it "takes the gem into a bundle that is locked for ManageIQ's twelve platforms, and out of it" do
    gem_install
    expect(run("ovirt-net", "install")).to match([0, /manageiq-providers-ovirt-net #{OvirtNet::VERSION} is in the bundle of #{miq}; restart ManageIQ/])
    expect(File.read("#{miq}/Gemfile.lock")).to include("manageiq-providers-ovirt-net (#{OvirtNet::VERSION})")
    expect(locked_platforms).to match_array(platforms)
    expect(File.symlink?("#{miq}/Gemfile.lock")).to be(true)
    expect(run("bundle", "exec", "ruby", "-e", "require 'ovirt_net'; print OvirtNet.endpoint('https://a/')[:hostname]")).to match([0, /a\z/])
    expect(File.read("#{miq}/tmp/cache/sti_loader.yml")).to eq("manageiq-providers-ovirt-net")

    expect(run("ovirt-net", "remove")).to match([0, /was removed from the bundle of #{miq}/])
    expect(File.read("#{miq}/Gemfile.lock")).not_to include("ovirt-net")
    expect([Dir.children("#{miq}/bundler.d"), File.read("#{miq}/tmp/cache/sti_loader.yml"), starts?]).to eq([[], "", true])
    expect(Dir.children(@folder)).to match_array(%w[gemset rake.gemspec vmdb])
  end

  def locked_platforms
    File.read("#{miq}/Gemfile.lock")[/^PLATFORMS\n((?:  .+\n)+)/, 1].split
  end

  it "does not with a gem of one platform alone, and leaves ManageIQ as it was" do
    gem_install(for_this_platform_alone)
    before = state
    expect(run("ovirt-net", "install")).to match([1, /resolving the bundle in a copy failed, and ManageIQ is left as it was: .*manageiq-providers-ovirt-net/m])
    expect([state, starts?]).to eq([before, true])
  end

  def rebuilt
    Dir.chdir(Dir.mktmpdir(nil, @folder)) do
      Gem::Package.new(@gem).extract_files(".")
      yield(spec = Gem::Package.new(@gem).spec)
      Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new) { File.expand_path(Gem::Package.build(spec, true)) }
    end
  end

  # As it was built before, for x86_64-linux
  def for_this_platform_alone
    rebuilt { |spec| spec.platform = Gem::Platform.local.then { |local| "#{local.cpu}-#{local.os}" } }
  end

  def as_version(version)
    rebuilt { |spec| spec.version = version }
  end

  describe "leaves ManageIQ as it was where" do
    # What is in the way of a file that is to be written
    def obstruct(path)
      FileUtils.mkdir_p("#{path}.new/child")
    end

    # A ManageIQ whose bundle cannot be loaded in its own folder with this gem in it
    def odd_bundle
      File.write("#{miq}/bundler.d/z.rb", %(raise "not here" if Dir.pwd == "#{miq}" && File.exist?("bundler.d/ovirt_net.rb")\n))
    end

    def own_folder_of_gems
      own = "#{miq}/vendor/bundle/ruby/#{Gem.ruby_api_version}"
      FileUtils.mkdir_p(own)
      FileUtils.cp_r(Dir["#{gems}/{gems,specifications}"], own)
      FileUtils.rm_rf(Dir["#{own}/{gems,specifications}/*ovirt*"])
      copy_of_thor(own)
      File.write("#{gems}/vmdb/.bundle/config", %(---\nBUNDLE_PATH: "vendor/bundle"\n))
    end

    {
      "its gems are not found"         => ["looking for ManageIQ's gems", -> { File.write("#{miq}/bundler.d/z.rb", %(gem "absent"\n)) }],
      "the gem's file is gone"         => ["installing the gem in .*vendor/bundle.*", -> { own_folder_of_gems && FileUtils.rm_rf("#{gems}/cache") }],
      "the bundle cannot be resolved"  => ["resolving the bundle in a copy", -> { File.write("#{miq}/bundler.d/z.rb", %(gem "thor", "0.0.1" if dependencies.any? { |other| other.name =~ /ovirt/ }\n)) }],
      "the library is cut off"         => ["loading it in the copy", -> { File.truncate(Dir["#{gems}/gems/*ovirt*/lib/ovirt_net/*/*/ovirt_net.so"].first, 100_000) }],
      "Gemfile.lock cannot be written" => ["writing Gemfile.lock and bundler.d/ovirt_net.rb", -> { obstruct("#{gems}/vmdb/Gemfile.lock") }],
      "bundler.d cannot be written"    => ["writing Gemfile.lock and bundler.d/ovirt_net.rb", -> { obstruct("#{miq}/bundler.d/ovirt_net.rb") }],
      "its bundle cannot be loaded"    => ["loading ManageIQ's bundle", -> { odd_bundle }],
      "its models cannot be listed"    => ["listing ManageIQ's models", -> { FileUtils.touch("#{miq}/no_models") }]
    }.each do |what, (step, fault)|
      it what do
        gem_install
        instance_exec(&fault)
        before, started = state, starts?
        expect(run("ovirt-net", "install")).to match([1, /\A(ovirt-net: )?#{step} failed, and ManageIQ is left as it was: \S/])
        expect([state, starts?]).to eq([before, started])
        expect(Dir.children(@folder)).to match_array(%w[gemset rake.gemspec vmdb])
      end
    end

    it "it cannot be taken out" do
      gem_install
      expect(run("ovirt-net", "install").first).to eq(0)
      FileUtils.touch("#{miq}/no_models")
      before = state
      expect(run("ovirt-net", "remove")).to match([1, /listing ManageIQ's models failed, and ManageIQ is left as it was: no models/])
      expect([state, starts?]).to eq([before, true])
    end
  end

  it "says which files it could not put back, and where what was in them is" do
    gem_install
    FileUtils.touch("#{miq}/no_way_back")
    expect(run("ovirt-net", "install")).to match([1, %r{listing ManageIQ's models failed, and #{miq}/bundler\.d/ovirt_net\.rb could not be restored \(.*no models}m])
    expect(File.read("#{miq}/Gemfile.lock")).not_to include("ovirt-net")
  end

  it "takes another version in the place of the one that is there" do
    gem_install
    expect(run("ovirt-net", "install").first).to eq(0)
    gem_install(as_version("99.0.0"))
    expect(run("ovirt-net", "install")).to match([0, /manageiq-providers-ovirt-net 99\.0\.0 is in the bundle/])
    expect(File.read("#{miq}/Gemfile.lock").scan(/ovirt-net \((.*)\)/).flatten).to match_array(["99.0.0", "= 99.0.0"])
    expect(run("gem", "uninstall", "manageiq-providers-ovirt-net", "--version", OvirtNet::VERSION)).to match([0, /Successfully uninstalled/])
    expect(run("bundle", "exec", "ruby", "-e", "require 'ovirt_net'; OvirtNet::Native.load!; print $LOADED_FEATURES.grep(/ovirt_net.so/)")).to match([0, %r{ovirt-net-99\.0\.0/lib}])

    # What the newer one is taken back by
    gem_install
    expect(run("ovirt-net", "_#{OvirtNet::VERSION}_", "install")).to match([0, /manageiq-providers-ovirt-net #{OvirtNet::VERSION} is in the bundle/])
    expect(starts?).to be(true)
  end

  it "mends a ManageIQ that does not start any more, as the line in bundler.d came first" do
    File.write("#{miq}/bundler.d/ovirt_net.rb", %(gem "manageiq-providers-ovirt-net", "0.0.1"\n))
    expect(starts?).to be(false)
    gem_install
    expect([run("ovirt-net", "install").first, starts?]).to eq([0, true])
  end

  it "needs no umask: ManageIQ's user can read what root has installed" do
    gem_install(:umask => 0o077)
    expect(run("ovirt-net", "install", :umask => 0o077).first).to eq(0)
    files = Dir["#{gems}/{bin/ovirt-net,specifications/*ovirt*,gems/*ovirt*}", "#{gems}/gems/*ovirt*/**/*", "#{miq}/**/*", "#{miq}/Gemfile.lock"]
    expect(files.size).to be > 100
    expect(files.reject { |file| File.stat(file).mode.allbits?(File.directory?(file) ? 0o755 : 0o644) }).to eq([])
    skip("only root can be another user") unless Process.uid.zero?
    expect(run("bundle", "exec", "ruby", "-e", "require 'ovirt_net'; OvirtNet::Native.load!; print :loaded", :as => 65_534)).to match([0, /loaded\z/])
  end

  it "lets ManageIQ's user read the gem, even if it cannot be taken into the bundle" do
    skip("only root can be another user") unless Process.uid.zero?
    gem_install(:umask => 0o077)
    # RubyGems ends each process that cannot read a gem's specification.
    expect(run("bundle", "exec", "ruby", "-e", "print :starts", :as => 65_534)).to match([be_positive, /permission/i])
    File.write("#{miq}/bundler.d/z.rb", %(gem "absent"\n))
    expect(run("ovirt-net", "install")).to match([1, /looking for ManageIQ's gems failed/])
    FileUtils.rm("#{miq}/bundler.d/z.rb")
    expect(run("bundle", "exec", "ruby", "-e", "print :starts", :as => 65_534)).to match([0, /starts\z/])
  end

  # As in a container, whose user may write nothing of it
  it "changes nothing where it must not" do
    skip("root may write everywhere") unless Process.uid.zero?
    gem_install
    before = state
    expect(run("ovirt-net", "install", :as => 65_534)).to match([1, /copying Gemfile failed, and ManageIQ is left as it was: Permission denied/])
    expect(run("ovirt-net", "install").first).to eq(0)
    after = state
    expect(run("ovirt-net", "remove", :as => 65_534)).to match([1, /copying Gemfile failed, and ManageIQ is left as it was: Permission denied/])
    expect([state, starts?, before == after]).to eq([after, true, false])
  end

  it "keeps to the settings of a bundle that is frozen, and whose gems have a folder of their own" do
    FileUtils.mkdir_p("#{miq}/vendor/bundle/ruby/#{Gem.ruby_api_version}")
    FileUtils.cp_r(Dir["#{gems}/{gems,specifications}"], "#{miq}/vendor/bundle/ruby/#{Gem.ruby_api_version}")
    copy_of_thor("#{miq}/vendor/bundle/ruby/#{Gem.ruby_api_version}")
    File.write("#{gems}/vmdb/.bundle/config", %(---\nBUNDLE_DEPLOYMENT: "true"\nBUNDLE_FROZEN: "true"\nBUNDLE_PATH: "vendor/bundle"\n))
    gem_install
    expect(starts?).to be(true)
    expect(run("ovirt-net", "install").first).to eq(0)
    expect(run("bundle", "exec", "ruby", "-e", "require 'ovirt_net'; OvirtNet::Native.load!; print $LOADED_FEATURES.grep(/ovirt_net.so/)")).to match([0, %r{vmdb/vendor/bundle}])
    expect([run("ovirt-net", "remove").first, starts?]).to eq([0, true])
    expect(File.read("#{gems}/vmdb/.bundle/config")).to include(%(BUNDLE_FROZEN: "true"))
  end

  def copy_of_thor(folder)
    FileUtils.cp_r(thor.full_gem_path, "#{folder}/gems/#{thor.full_name}")
    File.write("#{folder}/specifications/#{thor.full_name}.gemspec", thor.to_ruby)
  end

  it "says where it has to run" do
    gem_install
    FileUtils.rm_rf("#{miq}/app")
    expect(run("ovirt-net", "install")).to match([2, /this is not ManageIQ's folder/])
    expect(run(*Command::EXECUTABLE, "install", :MANAGEIQ_ROOT => miq)).to match([2, /this is a checkout; build the gem and install it first/])
  end
end
