require "open3"

# The Rubies that the gem is for, with their headers: those that RUBIES names, or that are found where Debian, rbenv and chruby put them.
class Rubies
  VERSIONS = %w[3.1 3.2 3.3 3.4].freeze
  PLACES   = ["~/.rbenv/versions/%s*/bin/ruby", "~/.rubies/ruby-%s*/bin/ruby", "/opt/rubies/ruby-%s*/bin/ruby"].freeze

  HEADERS = 'print RUBY_VERSION[/\d+\.\d+/] if File.exist?("#{RbConfig::CONFIG["rubyhdrdir"]}/ruby.h")'.freeze # rubocop:disable Lint/InterpolationCheck

  # @param names [String, nil] names or paths of interpreters, with spaces between
  def initialize(names = ENV.fetch("RUBIES", nil))
    @names = names
  end

  # @return [Hash{String => String}] the interpreter by Ruby, such as "3.1" => "ruby3.1"; the oldest first
  # @raise [SystemExit] when one that the gem has to hold is not here
  def to_h
    @to_h ||= @names ? named : found
  end

  private

  def found
    rubies = VERSIONS.to_h { |version| [version, candidates(version).find { |ruby| version_of(ruby) == version }] }
    lacking = rubies.select { |_, ruby| ruby.nil? }.keys
    abort(remedy(lacking)) if lacking.any?
    rubies
  end

  def named
    rubies = @names.split.to_h { |ruby| [version_of(ruby) || abort("#{ruby} is no Ruby that has its headers (ruby.h)"), ruby] }
    asked  = VERSIONS & rubies.keys
    # RubyGems knows "from" and "below": it would install the gem on a Ruby between that it has nothing for.
    gaps   = VERSIONS[VERSIONS.index(asked.first)..VERSIONS.index(asked.last)] - asked if asked.any?
    abort("RUBIES names none of Ruby #{VERSIONS.join(", ")}") if asked.empty?
    abort("#{remedy(gaps)}\nA gem cannot leave out a Ruby between others.") if gaps.any?
    rubies.slice(*asked)
  end

  def candidates(version)
    ["ruby#{version}", "ruby", *PLACES.flat_map { |place| Dir[File.expand_path(format(place, version))] }]
  end

  def version_of(ruby)
    output, status = Open3.capture2e(ruby, "--disable-gems", "-rrbconfig", "-e", HEADERS)
    output if status.success? && !output.empty?
  rescue Errno::ENOENT
    nil
  end

  def remedy(versions)
    "Ruby #{versions.join(" and ")} with headers is not here. Debian 12 has ruby3.1-dev, Debian 13 has ruby3.3-dev; others are compiled " \
      "by `ruby-build #{versions.first} ~/.rubies/ruby-#{versions.first}`, or named: RUBIES=\"ruby3.1 /path/to/ruby\". A gem for fewer " \
      "Rubies names these alone: RUBIES=ruby3.1 rake gem:native"
  end
end
