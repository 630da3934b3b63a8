require "open3"

# What a compiled extension needs of the system that it runs on, and whether Enterprise Linux 9 has it: the oldest that ManageIQ's
# appliances and images are.
class Needs
  LIBRARIES = %w[ld-linux-aarch64.so.1 ld-linux-x86-64.so.2 libc.so.6 libcrypto.so.3 libgcc_s.so.1 libm.so.6 libssl.so.3].freeze

  # The newest version of each library's symbols that is there
  NEWEST = {"GCC" => "7.0.0", "GLIBC" => "2.34", "OPENSSL" => "3.0.0"}.freeze

  # @return [Array<String>] names of the libraries
  attr_reader :libraries

  # @return [Hash{String => String}] the newest version of symbols by who has them, such as "GLIBC" => "2.34"
  attr_reader :versions

  # @param file [String] path of a shared object
  def initialize(file)
    @libraries = readelf("--dynamic", file).scan(/\(NEEDED\).*\[(.*)\]/).flatten
    @versions  = readelf("--version-info", file).scan(/Name: ([A-Z]+)_([\d.]+)/).group_by(&:first)
                                                .transform_values { |found| found.map { |_, version| Gem::Version.new(version) }.max.to_s }
  end

  # @return [Array<String>] what it needs beyond that
  def excess
    newer = @versions.reject { |name, version| NEWEST.key?(name) && Gem::Version.new(version) <= Gem::Version.new(NEWEST[name]) }
    (@libraries - LIBRARIES) + newer.map { |name, version| "#{name}_#{version}" }
  end

  def to_s
    "#{@libraries.sort.join(", ")}; up to #{@versions.sort.map { |name, version| "#{name}_#{version}" }.join(", ")}"
  end

  private

  def readelf(what, file)
    output, status = Open3.capture2({"LC_ALL" => "C"}, "readelf", "--wide", what, file)
    status.success? ? output : raise("readelf #{what} #{file} failed")
  end
end
