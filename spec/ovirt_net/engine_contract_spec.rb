require "fileutils"
require "tmpdir"
require "yaml"
require_relative "../../rakelib/engine_contract"

RSpec.describe EngineContract do
  around { |example| Dir.mktmpdir { |folder| (@folder = folder) && example.run } }

  let(:root)     { described_class::ROOT }
  let(:ours)     { YAML.load_file(File.join(root, "rakelib/engine_contract.yml")) }
  let(:refusals) { YAML.load_file(File.join(root, "spec/support/engine/refusals.yml")) }
  let(:settings) { YAML.load_file(File.join(root, "config/settings.yml"), :permitted_classes => [Symbol]) }
  let(:numbers)  { File.read(File.join(root, "app/models/manageiq/providers/ovirt_net/trigger.rb")).scan(/"(\d+)"\s*=> :(\w+)/).to_h(&:reverse) }

  # @return [Array<String>] events of the settings, as the engine calls them
  def events
    settings.dig(:ems_refresh, :ovirt_net, :triggers).keys.map(&:to_s).map { |name| ours["renamed"].fetch(name, name) }.uniq
  end

  def write(file, text)
    path = File.join(@folder, file)
    FileUtils.mkdir_p(File.dirname(path))
    File.write(path, text, :mode => "a")
  end

  def change(file, from, to)
    path = File.join(@folder, file)
    File.write(path, File.read(path).sub(from) { to })
  end

  # @return [Array<String>] what is wrong
  def wrong
    described_class.new(EngineSource.new(@folder)).findings.reject(&:right?).map(&:to_s)
  end

  # An engine that is as we take it to be
  before do
    write("pom.xml", "<artifactId>root</artifactId>\n<version>4.5.7</version>")
    named = events.each_with_index.map { |event, index| event.match?(/\A\d/) ? "NUMBER_#{event}(#{event})" : "#{event}(#{numbers.fetch(event) { index + 90_000 }})" }
    write(described_class::AUDIT_LOG, named.map { |event| "    #{event},\n" }.join)
    write("#{EngineSource::MODULES}/bll/src/main/java/Commands.java", (named.map { |event| event[/\w+/] } - ours["silent"]).join("\n"))

    statuses = described_class::NUMBERS.invert
    write(described_class::KEYS, refusals.map { |key, refusal| "    #{key}(ErrorType.T#{refusal["status"]}),\n" }.join)
    write(described_class::STATUSES, refusals.values.map { |refusal| "case T#{refusal["status"]}:\n return Status.#{statuses[refusal["status"]]};\n" }.uniq.join)
    write(described_class::TEXTS, refusals.map { |key, refusal| "#{key}=#{refusal["text"].gsub("\n", "\\n").gsub(":", "\\:")}\n" }.join)

    write(described_class::CODES.first, ours["codes"].map { |name, code| "    public static final String #{name} = \"#{code}\";\n" }.join)
    write(described_class::SENTENCES, ours["sentences"].map { |name, words| "#{name}=#{words}\n" }.join)
    ours["lines"].each_value { |place| write(described_class.path(place["files"].first), "#{place["line"]}\n") }
    write(described_class::ROLES, ours["network_admin"].map { |group| "VALUES ('#{described_class::NETWORK_ADMIN}', #{group});\n" }.join)
  end

  it "finds nothing wrong in an engine that is as this gem takes it to be" do
    expect(wrong).to eq([])
  end

  it "tells which event has another number or name, or comes no more" do
    change(described_class::AUDIT_LOG, "PROVIDER_SYNCHRONIZED_DISABLED(219)", "PROVIDER_SYNCHRONIZED_DISABLED(229)")
    change(described_class::AUDIT_LOG, "NETWORK_ADD_NETWORK(", "NETWORK_NEW_NETWORK(")
    change("#{EngineSource::MODULES}/bll/src/main/java/Commands.java", "PROVIDER_UPDATED", "")
    expect(wrong).to contain_exactly(include("number of PROVIDER_SYNCHRONIZED_DISABLED: we say \"219\", the engine \"229\""),
                                     include("event NETWORK_ADD_NETWORK"), include("PROVIDER_UPDATED is emitted"))
  end

  it "tells which refusal, sentence, code, line or role is another" do
    change(described_class::TEXTS, "already used", "taken")
    change(described_class::KEYS, "NETWORK_CANNOT_CONTAIN_BOND_NAME(ErrorType.T400)", "NETWORK_CANNOT_CONTAIN_BOND_NAME(ErrorType.T409)")
    change(described_class::SENTENCES, "the user account has expired", "the account is over")
    change(described_class::CODES.first, "\"access_denied\"", "\"denied\"")
    change(described_class.path(ours["lines"].values.last["files"].first), "'300'", "'30'")
    change(described_class::ROLES, "1204", "1205")
    expect(wrong.size).to eq(6)
  end

  it "takes an older engine for one that has not what came later" do
    change("pom.xml", "4.5.7", "4.3.11")
    change(described_class::AUDIT_LOG, /^.*OVIRT_PROVIDER_OVN_CERTIFICATE_HAS_EXPIRED.*$/, "")
    expect(wrong).to eq([])
  end
end
