require "open3"

# The source of oVirt's engine: a clone of its repository, as it is checked out or at a tag.
class EngineSource
  MODULES = "backend/manager/modules".freeze

  # @param path [String]
  # @param tag [String, nil] nil for what is checked out
  def initialize(path, tag = nil)
    @path  = path
    @tag   = tag unless tag.to_s.empty?
    @files = {}
  end

  # @return [String] its version, such as "4.5.7"
  def version
    read("pom.xml").to_s[%r{<artifactId>root</artifactId>\s*<version>([\d.]+)}, 1] || abort("#{@path} has no oVirt engine#{" at #{@tag}" if @tag}")
  end

  # @param files [Array<String>] where it may be: some files have moved
  # @return [String, nil] the first that is there
  def read(*files)
    files.lazy.filter_map { |file| @files.fetch(file) { @files[file] = text(file) } }.first
  end

  # @param files [Array<String>] of a Java class
  # @return [Hash{String => String}] what is in the parentheses of each enum constant, what is in the text of each other one
  def constants(*files)
    source = read(*files).to_s.gsub(%r{^\s*//[^\n]*|/\*.*?\*/}m, "")
    source.scan(/^\s*([A-Z][A-Z0-9_]+)\(([^)]*)\)/).to_h.merge(source.scan(/String ([A-Z][A-Z0-9_]+) =\s*"([^"]*)";/).to_h)
  end

  # @param files [Array<String>] of Java's properties
  # @return [Hash{String => String}]
  def properties(*files)
    read(*files).to_s.scan(/^(\w+)\s*=\s?(.*)$/).to_h { |name, words| [name, words.gsub(/\\(.)/) { $1 == "n" ? "\n" : $1 }] }
  end

  # @return [Array<String>] which of the names a class uses that does not only declare them
  def used(names, declared)
    words = @tag ? uses_at_tag(names, declared) : uses(declared)
    words & names
  end

  private

  def uses(declared)
    Dir[File.join(@path, MODULES, "*/src/main/java/**/*.java")].reject { |file| file.end_with?(declared) }.flat_map { |file| File.read(file).scan(/\w+/).uniq }.uniq
  end

  def uses_at_tag(names, declared)
    git("grep", "-hwoE", names.join("|"), @tag, "--", ":(glob)#{MODULES}/*/src/main/java/**/*.java", ":!#{declared}").to_s.scan(/\w+$/)
  end

  def text(file)
    return git("show", "#{@tag}:#{file}") if @tag

    path = File.join(@path, file)
    File.read(path) if File.file?(path)
  end

  # @return [String, nil] nil where it finds nothing
  def git(*words)
    output, status = Open3.capture2("git", "-C", @path, *words, :err => File::NULL)
    output.force_encoding(Encoding::UTF_8) if status.success?
  end
end
