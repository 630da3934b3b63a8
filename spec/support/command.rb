require "ovirt_net/cli"
require "ovirt_net/cli/watch"
require "pty"
require "stringio"

# The command ovirt-net, run here and now or on a terminal.
module Command
  EXECUTABLE = [RbConfig.ruby, "-I", File.expand_path("../../lib", __dir__), File.expand_path("../../exe/ovirt-net", __dir__)].freeze

  # @return [Array(Integer, String, String)] exit code, what it printed, what it said besides
  def ovirt_net(*arguments, server: nil, **environment)
    settings = {"OVIRT_NET_URL" => server&.identity_url, "OVIRT_NET_USER" => "admin@internal", "OVIRT_NET_PASSWORD" => "123456"}.merge(environment.transform_keys(&:to_s))
    before   = [$stdout, $stderr, ENV.to_h]
    $stdout  = StringIO.new
    $stderr  = StringIO.new
    ENV.update(settings)
    [OvirtNet::CLI.run(arguments), $stdout.string, $stderr.string]
  ensure
    $stdout, $stderr, variables = before
    ENV.replace(variables)
  end

  # The steps of a check by name
  def check(**options)
    code, output, = ovirt_net("check", "--json", *options.delete(:arguments), **options)
    steps = JSON.parse(output).fetch("checks").first.fetch("steps")
    [code, steps.to_h { |step| [step.fetch("name"), step] }]
  end

  # @yield its keyboard and Screen
  # @return [String] all that the terminal showed
  def on_terminal(*arguments, **variables)
    PTY.spawn({"TERM" => "xterm", **variables}, *EXECUTABLE, *arguments) do |reader, keyboard, process|
      screen = Screen.new(reader)
      yield keyboard, screen if block_given?
      return screen.to_s
    ensure
      Process.wait(process)
    end
  end

  # What a terminal shows.
  class Screen
    def initialize(reader)
      @reader = reader
      @text   = +""
    end

    # @return [true] as soon as the words are there
    def wait_for(words)
      @text << @reader.readpartial(4_096) until @text.include?(words)
      true
    end

    # @return [String] everything until the end
    def to_s
      loop { @text << @reader.readpartial(4_096) }
    rescue EOFError, Errno::EIO # Linux's end of a terminal
      @text.force_encoding(Encoding::UTF_8)
    end
  end
end

RSpec.configure { |config| config.include(Command) }
