require "json"
require "open3"

# The crates that are compiled into the extension. Whoever gives them away has to give the texts of their licences along.
class Crates
  ROOT  = File.expand_path("..", __dir__)
  TEXTS = /\A(licen[cs]e|copying|notice|unlicense)/i

  # @param target [String] Rust's name of the CPU and system
  def initialize(target)
    @metadata = JSON.parse(metadata(target))
  end

  # @return [String] each text once, below the crates that have it
  def licences
    texts = crates.flat_map { |crate| texts_of(crate).map { |text| [text, "#{crate["name"]} #{crate["version"]} (#{crate["license"]})"] } }
    texts.group_by(&:first).map { |text, found| "#{found.map(&:last).sort.join("\n")}\n\n#{text.strip}\n" }.sort.join("\n#{"-" * 80}\n\n")
  end

  private

  def metadata(target)
    output, errors, status = Open3.capture3("cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target, :chdir => ROOT)
    status.success? ? output : abort("cargo metadata failed: #{errors}")
  end

  # But for ours, and for what only compiles or tests them
  def crates
    needed = [packages.values.find { |package| package["name"] == "ovirt_net" }.fetch("id")]
    needed.each { |id| needed.concat(dependencies(id) - needed) }
    packages.values_at(*needed).select { |package| package["source"] }
  end

  def packages
    @packages ||= @metadata.fetch("packages").to_h { |package| [package["id"], package] }
  end

  def dependencies(id)
    @nodes ||= @metadata.dig("resolve", "nodes").to_h { |node| [node["id"], node["deps"]] }
    @nodes.fetch(id).select { |found| found["dep_kinds"].any? { |kind| kind["kind"].nil? } }.map { |found| found["pkg"] }
  end

  def texts_of(crate)
    files = Dir["#{File.dirname(crate["manifest_path"])}/*"].select { |file| File.basename(file).match?(TEXTS) && File.file?(file) }
    abort("#{crate["name"]} #{crate["version"]} (#{crate["license"]}) has no text of its licence") if files.empty?
    files.map { |file| File.read(file) }
  end
end
