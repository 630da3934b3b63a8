require "fileutils"
require "rubygems/package"
require_relative "crates"
require_relative "native_extension"
require_relative "needs"

# The gem with the extension inside, for several CPUs and Rubies, which is installed without a compiler. Its platform is `ruby` as
# that of the gem that is compiled when it is installed: ManageIQ's bundle is locked for twelve platforms, and Bundler takes no gem into
# it that is for one of them alone. Which library is loaded is decided at run time.
class NativeGem
  ROOT = File.expand_path("..", __dir__)

  # Neither sources nor what compiles them
  SOURCES = %r{\Aext/|\ACargo\.}

  # The texts of the licences of what is compiled in
  LICENCES = "LICENSES-of-crates.txt".freeze

  # @param libraries [Hash{Array<String> => String}] path of the compiled extension by CPU and Ruby, such as ["x86_64", "3.1"]
  def initialize(libraries)
    @libraries = libraries
  end

  # @param folder [String] where the gem is put
  # @return [String] its path
  def build(folder)
    check
    stage = "#{folder}/stage"
    FileUtils.rm_rf(stage)
    files = copied(stage) + compiled(stage) + licences(stage)
    # For whoever runs ManageIQ, whatever umask the gem is built with
    FileUtils.chmod_R("a+rX", stage)
    path = File.expand_path("#{folder}/#{spec(files).file_name}")
    quietly { Dir.chdir(stage) { Gem::Package.build(spec(files), false, true, path) } }
    path
  ensure
    FileUtils.rm_rf(stage) if stage
  end

  private

  def check
    excess = @libraries.transform_values { |library| Needs.new(library).excess }.reject { |_, names| names.empty? }
    abort(excess.map { |(cpu, ruby), names| "the extension for Ruby #{ruby} on #{cpu} needs #{names.join(", ")}, which Enterprise Linux 9 does not have; compile with cargo-zigbuild, or on Debian 12" }.join("\n")) if excess.any?
  end

  def quietly(&block)
    Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new, &block)
  end

  def copied(stage)
    source.files.grep_v(SOURCES).each do |file|
      FileUtils.mkdir_p(File.dirname("#{stage}/#{file}"))
      FileUtils.cp("#{ROOT}/#{file}", "#{stage}/#{file}")
    end
  end

  def compiled(stage)
    @libraries.map do |(cpu, ruby), library|
      file = "lib/ovirt_net/#{cpu}-linux/#{ruby}/ovirt_net.so"
      FileUtils.mkdir_p(File.dirname("#{stage}/#{file}"))
      FileUtils.cp(library, "#{stage}/#{file}")
      file
    end
  end

  def licences(stage)
    texts = @libraries.keys.map(&:first).uniq.map { |cpu| Crates.new(NativeExtension::TARGET.fetch(cpu)).licences }
    File.write("#{stage}/#{LICENCES}", texts.uniq.join("\n#{"=" * 80}\n\n"))
    [LICENCES]
  end

  def source
    @source ||= Gem::Specification.load("#{ROOT}/manageiq-providers-ovirt-net.gemspec")
  end

  def spec(files)
    rubies = @libraries.keys.map(&:last).sort_by { |ruby| Gem::Version.new(ruby) }
    source.dup.tap do |native|
      native.extensions = []
      native.files      = files
      native.required_ruby_version = [">= #{rubies.first}", "< #{Gem::Version.new("#{rubies.last}.0").bump}.dev"]
    end
  end
end
