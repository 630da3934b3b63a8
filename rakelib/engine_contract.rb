require "yaml"
require_relative "engine_source"

# What this gem assumes of oVirt's engine, against its source: the events of the settings and of Trigger, the refusals that the
# engine of the specs gives, and what engine_contract.yml says.
class EngineContract
  ROOT = File.expand_path("..", __dir__)

  COMMON    = "#{EngineSource::MODULES}/common/src/main/java/org/ovirt/engine/core/common".freeze
  SSO       = "#{EngineSource::MODULES}/enginesso/src/main".freeze
  AUDIT_LOG = "#{COMMON}/AuditLogType.java".freeze
  KEYS      = "#{COMMON}/errors/EngineMessage.java".freeze
  STATUSES  = "#{EngineSource::MODULES}/restapi/jaxrs/src/main/java/org/ovirt/engine/api/restapi/util/ErrorMessageHelper.java".freeze
  TEXTS     = "frontend/webadmin/modules/frontend/src/main/resources/org/ovirt/engine/ui/frontend/AppErrors.properties".freeze
  SENTENCES = "#{SSO}/resources/AppMessages.properties".freeze
  CODES     = %w[api utils].map { |folder| "#{SSO}/java/org/ovirt/engine/core/sso/#{folder}/SsoConstants.java" }.freeze # the latter in 4.3
  ROLES     = "packaging/dbscripts/data/00700_insert_roles_groups.sql".freeze

  NETWORK_ADMIN = "def00005-0000-0000-0000-def000000005".freeze

  # The statuses that ErrorMessageHelper has, by javax.ws.rs' names
  NUMBERS = {"BAD_REQUEST" => 400, "CONFLICT" => 409, "FORBIDDEN" => 403, "INTERNAL_SERVER_ERROR" => 500, "UNAUTHORIZED" => 401}.freeze

  Finding = Struct.new(:what, :ours, :its) do
    def right?
      ours == its
    end

    def to_s
      right? ? "right  #{what}" : "WRONG  #{what}: we say #{ours.inspect}, the engine #{its.nil? ? "has none" : its.inspect}"
    end
  end

  # @param file [String] below its modules, unless it is none of the code's
  # @return [String] from the top
  def self.path(file)
    file.start_with?("packaging/") ? file : "#{EngineSource::MODULES}/#{file}"
  end

  # @param source [EngineSource]
  def initialize(source, root: ROOT)
    @source = source
    @root   = root
    @ours   = load("rakelib/engine_contract.yml")
  end

  # @return [Array<Finding>]
  def findings
    [*events, *emitters, *numbers, *statuses, *texts, *single_sign_on, *lines, *network_admin]
  end

  private

  def load(file)
    YAML.load_file(File.join(@root, file), :permitted_classes => [Symbol])
  end

  # @return [Hash{String => String}] number of each of its events
  def known
    @known ||= @source.constants(AUDIT_LOG).transform_values { |arguments| arguments[/\d+/] }
  end

  # @return [Array<String>] what the engine calls those of the settings; numbers are events that ManageIQ has no name for
  def triggers
    @triggers ||= load("config/settings.yml").dig(:ems_refresh, :ovirt_net, :triggers).keys.map { |name| @ours["renamed"].fetch(name.to_s, name.to_s) }
                                             .uniq.reject { |name| newer?(name) }
  end

  def newer?(name)
    Gem::Version.new(@ours["since"].fetch(name, "0")) > Gem::Version.new(@source.version)
  end

  def events
    triggers.map do |event|
      event.match?(/\A\d/) ? Finding.new("event #{event}", true, known.value?(event)) : Finding.new("event #{event}", true, known.key?(event))
    end
  end

  # What no class uses never comes.
  def emitters
    names = triggers.map { |event| known.key(event) || event }.select { |event| known.key?(event) }
    used  = @source.used(names, AUDIT_LOG)
    names.map { |event| Finding.new("#{event} is emitted", !@ours["silent"].include?(event), used.include?(event)) }
  end

  # @return [Array<Finding>] of Trigger's names for numbers
  def numbers
    code = File.read(File.join(@root, "app/models/manageiq/providers/ovirt_net/trigger.rb"))
    code.scan(/"(\d+)"\s*=> :(\w+)/).reject { |_, name| newer?(name) }.map { |number, name| Finding.new("number of #{name}", number, known[name]) }
  end

  def refusals
    @refusals ||= load("spec/support/engine/refusals.yml")
  end

  def statuses
    types = @source.constants(KEYS)
    names = @source.read(STATUSES).to_s.scan(/case (\w+):\s*return Status\.(\w+);/).to_h
    refusals.map { |key, refusal| Finding.new("status of #{key}", refusal["status"], NUMBERS[names[types[key].to_s.delete_prefix("ErrorType.")]]) }
  end

  def texts
    its = @source.properties(TEXTS)
    refusals.map { |key, refusal| Finding.new("text of #{key}", refusal["text"], its[key]) }
  end

  def single_sign_on
    codes, sentences = @source.constants(*CODES), @source.properties(SENTENCES)
    [
      *@ours["codes"].map { |name, ours| Finding.new("#{name} of the single sign-on", ours, codes[name]) },
      *@ours["sentences"].map { |name, ours| Finding.new("#{name} of the single sign-on", ours, sentences[name].to_s.start_with?(ours) ? ours : sentences[name]) }
    ]
  end

  def lines
    @ours["lines"].map do |what, place|
      source = @source.read(*place["files"].map { |file| self.class.path(file) })
      Finding.new(what, true, source && source.include?(place["line"]))
    end
  end

  def network_admin
    its = @source.read(ROLES).to_s.scan(/'#{NETWORK_ADMIN}', (\d+)\)/).flatten.map(&:to_i)
    [Finding.new("what NetworkAdmin may do", @ours["network_admin"], @ours["network_admin"] & its)]
  end
end
