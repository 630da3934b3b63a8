require "fileutils"
require "open3"
require "rubygems/installer"
require "tmpdir"
require "ovirt_net"
require "ovirt_net/installation/files"

module OvirtNet
  # This gem in the bundle of a ManageIQ: a line in bundler.d, and what Gemfile.lock says of it.
  #
  # All is tried in a copy of Gemfile, bundler.d and Gemfile.lock first. ManageIQ's own files are touched after that has succeeded, and get
  # back what was in them where a later step fails.
  class Installation
    GEM    = "manageiq-providers-ovirt-net".freeze
    ENTRY  = "bundler.d/ovirt_net.rb".freeze
    LOCK   = "Gemfile.lock".freeze
    MODELS = "tmp/cache/sti_loader.yml".freeze

    # What a Gemfile.lock is for
    PLATFORMS = /^PLATFORMS\n(?:  .+\n)+/

    # Says where the bundle has its gems.
    PLACES = "puts Bundler.bundle_path, Gem.path".freeze

    # Fails where the gem cannot be used.
    USE = "require 'ovirt_net'; OvirtNet::Native.load!".freeze

    # @param root [String] ManageIQ's folder
    # @param spec [Gem::Specification] this gem, as it is installed
    # @yieldparam [String] what is done next
    def initialize(root, spec, &progress)
      @root     = File.realpath(root)
      @spec     = spec
      @progress = progress || proc {}
    end

    # Takes the gem into the bundle, or another version of it.
    #
    # @raise [OvirtNet::InstallationError] and ManageIQ is as it was
    def install
      change(%(gem "#{GEM}", "#{@spec.version}"\n), USE) { |places| provide(places) }
    end

    # Takes it out again. The gem itself stays installed.
    #
    # @raise [OvirtNet::InstallationError] and ManageIQ is as it was
    def remove
      change(nil, "") {} # there is nothing to provide
    end

    private

    def change(entry, check, &block)
      # What is written is for the user that runs ManageIQ, too.
      umask = File.umask(0o022)
      # First: RubyGems ends each process that cannot read the specification of a gem.
      share if entry
      lock  = in_a_copy { |copy| resolve(copy, entry, check, &block) }
      files = Files.new(@root, [LOCK, ENTRY, MODELS])
      step("writing #{LOCK} and #{ENTRY}") { files.changed_together { write(files, lock, entry, check) } }
    rescue SystemCallError, Gem::Exception => err
      raise InstallationError.new(@step, err.message, :lost => files&.lost)
    rescue InstallationError => err
      raise InstallationError.new(err.step, err.output, :lost => files&.lost)
    ensure
      File.umask(umask)
    end

    def write(files, lock, entry, check)
      # In this order: with a lock that says more than Gemfile and bundler.d, ManageIQ starts.
      contents = {LOCK => lock, ENTRY => entry}.to_a
      (entry ? contents : contents.reverse).each { |name, content| files.write(name, content) }
      step("loading ManageIQ's bundle") { bundle(@root, "exec", "ruby", "-e", check) }
      # In production ManageIQ reads that list and does not write it: without, each process parses all models at its start.
      step("listing ManageIQ's models") { bundle(@root, "exec", "rake", "evm:compile_sti_loader", "RAILS_ENV" => "development") }
    end

    # @return [String] the new Gemfile.lock
    def resolve(copy, entry, check)
      places = step("looking for ManageIQ's gems") { bundle(copy, "exec", "ruby", "-e", PLACES) }
      yield(places.lines(:chomp => true))
      File.write("#{copy}/#{ENTRY}", entry) if entry
      # `bundle install` asks the gem registry for Gemfile's plugin, even with --local.
      step("resolving the bundle in a copy") { keeping_platforms("#{copy}/#{LOCK}") { bundle(copy, "lock", "--local") } }
      step("loading it in the copy") { bundle(copy, "exec", "ruby", "-e", check) }
      File.binread("#{copy}/#{LOCK}")
    end

    # Bundler 2.6 drops a platform whose gems are not all installed here, and the RubyGems of Ruby 3.1 writes one name for two.
    def keeping_platforms(path)
      before = File.exist?(path) && File.read(path)[PLATFORMS]
      yield
      File.write(path, File.read(path).sub(PLATFORMS) { before }) if before
    end

    # Links into ManageIQ's folder, in one beside it: relative paths in a Gemfile lead to the same from there.
    def in_a_copy
      @step = "copying Gemfile"
      Dir.mktmpdir(".ovirt-net-", File.dirname(@root)) do |copy|
        link(@root, copy, :except => [".bundle", "bundler.d", LOCK])
        link("#{@root}/bundler.d", "#{copy}/bundler.d", :except => [File.basename(ENTRY)])
        link(settings, "#{copy}/.bundle", :except => ["config"])
        FileUtils.cp("#{@root}/#{LOCK}", copy) if File.exist?("#{@root}/#{LOCK}")
        # Bundler's own settings, but that this Gemfile.lock may change
        config = File.exist?("#{settings}/config") ? File.readlines("#{settings}/config").grep_v(/\ABUNDLE_FROZEN:/) : ["---\n"]
        File.write("#{copy}/.bundle/config", [*config, %(BUNDLE_FROZEN: "false"\n)].join)
        yield(copy)
      end
    end

    def link(from, into, except:)
      FileUtils.mkdir_p(into)
      names = File.directory?(from) ? Dir.children(from) - except : []
      names.each { |name| File.symlink("#{from}/#{name}", "#{into}/#{name}") }
    end

    def settings
      File.expand_path(ENV.fetch("BUNDLE_APP_CONFIG", ".bundle"), @root)
    end

    # Where the bundle has a folder of its own (BUNDLE_PATH), the gem has to be in that.
    def provide(places)
      unless places.include?(@spec.base_dir)
        options = {:install_dir => places.first, :ignore_dependencies => true, :force => true, :document => []}
        @spec   = step("installing the gem in #{places.first}") do
          Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new) { Gem::Installer.at(@spec.cache_file, options).install }
        end
        share
      end
    end

    # It may have been installed with a umask that lets nobody else read.
    def share
      @progress.call(@step = "letting ManageIQ's user read the gem")
      roots = [@spec.full_gem_path, @spec.extension_dir, @spec.loaded_from, *@spec.executables.map { |name| "#{@spec.base_dir}/bin/#{name}" }]
      roots.select { |path| File.exist?(path) }.each do |root|
        above = Pathname.new(root).ascend.take_while { |path| path.to_s != @spec.base_dir }.map(&:to_s)
        [*above, *Dir.glob("#{root}/**/*", File::FNM_DOTMATCH)].each do |path|
          mode   = File.stat(path).mode
          wanted = mode | (File.directory?(path) || mode.anybits?(0o100) ? 0o555 : 0o444)
          File.chmod(wanted, path) if wanted != mode
        end
      end
    end

    def step(name)
      @progress.call(@step = name)
      yield
    end

    def bundle(folder, *arguments, **environment)
      # Not that of the bundle in which this runs, if it does.
      outer       = defined?(Bundler) ? Bundler.original_env : ENV.to_h
      config      = folder == @root ? {} : {"BUNDLE_APP_CONFIG" => "#{folder}/.bundle"}
      environment = {**outer, "BUNDLE_GEMFILE" => "#{folder}/Gemfile", **config, **environment}
      output, errors, status = Open3.capture3(environment, "bundle", *arguments, :chdir => folder, :unsetenv_others => true)
      status.success? ? output : raise(InstallationError.new(@step, [output, errors].join))
    end
  end
end
