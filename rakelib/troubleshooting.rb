require "ovirt_net"

# The tables of error codes in docs/troubleshooting.md, written from ext/provider/src/code.rs.
module Troubleshooting
  FILE  = File.expand_path("../docs/troubleshooting.md", __dir__)
  FIRST = "<!-- Generated from ext/provider/src/code.rs: edit that file, then run `rake docs:troubleshooting`. -->".freeze
  LAST  = "<!-- End of the generated part. -->".freeze

  HEADINGS = {
    :invalid     => "### Invalid: the login is rejected",
    :unreachable => "### Unreachable: no connection",
    :error       => "### Error: all other failures"
  }.freeze

  module_function

  # @return [void]
  def write
    File.write(FILE, text)
  end

  # @return [String] the document with the tables as they should be
  def text
    before, after = File.read(FILE).split(/#{Regexp.escape(FIRST)}.*#{Regexp.escape(LAST)}/m, 2)
    raise "#{FILE} lacks the comments around the generated part" unless after

    [before, [FIRST, *tables, LAST].join("\n\n"), after].join
  end

  def tables
    OvirtNet::Code.all.values.group_by(&:reaction).sort_by { |reaction, _| HEADINGS.keys.index(reaction) }.map do |reaction, codes|
      rows = codes.group_by(&:remedy).values.map { |same| "| #{same.map { |code| cause(code) }.join("<br>")} | #{same.first.remedy_for("NAME")} |" }
      "#{HEADINGS.fetch(reaction)}\n\n#{["| what happened | what to do |", "| --- | --- |", *rows].join("\n")}"
    end
  end

  def cause(code)
    words = code.cause unless code.cause&.casecmp?(code.meaning.chomp("."))
    [code.meaning, ("*#{words}*" if words), "`#{code.name}`"].compact.join(" ")
  end
end
