require "ovirt_net/cli"
require_relative "../spec/support/recordings"
require_relative "../spec/support/simulator"

# The command, at the provider that the environment names or else at the simulator.
module Demo
  SIMULATOR = {"OVIRT_NET_USER" => "admin@internal", "OVIRT_NET_PASSWORD" => "123456"}.freeze

  PICTURE   = File.expand_path("../target/topology.html", __dir__)

  module_function

  # @return [Integer] exit code
  def run
    return show unless ENV["OVIRT_NET_URL"].to_s.empty?

    Simulator.start do |simulator|
      simulator.load(Recordings.inventory)
      ENV.update(SIMULATOR.merge("OVIRT_NET_URL" => simulator.identity_url))
      puts("", "The provider is the simulator, with an inventory that was recorded at a real one. OVIRT_NET_URL names a real provider.")
      show.tap { puts("", "Requests that the provider got: #{simulator.requests.tally.map { |line, times| "#{times} #{line}" }.join(", ")}") }
    end
  end

  def show
    checked = command("check")
    return checked unless checked == OvirtNet::CLI::FINE

    command("inventory", "--rows", "12").tap { puts("", "A refresh of an empty ManageIQ would write as many rows as these tables have.") }
    command("topology", "--output", PICTURE).tap { puts("", "Open this file in a browser to see them.") }
  end

  def command(*arguments)
    puts("", "$ ovirt-net #{arguments.join(" ")}")
    OvirtNet::CLI.run(arguments)
  end
end

exit(Demo.run)
