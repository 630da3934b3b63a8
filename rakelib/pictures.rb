require "ovirt_net/cli"
require_relative "../spec/support/simulator"

# The pictures of the documentation, as the command draws them of the simulator's networks.
module Pictures
  FOLDER   = File.expand_path("../docs/images", __dir__)
  NETWORKS = File.expand_path("office.json", __dir__)

  # By file, what the command is told besides
  ALL = {
    "topology.svg"        => [],
    "topology-router.svg" => ["--focus", "edge", "--depth", "1"]
  }.freeze

  module_function

  # @param folder [String] where they are written
  # @return [void]
  def draw(folder = FOLDER)
    Simulator.start(:inventory => NETWORKS) do |simulator|
      before = ENV.to_h
      ENV.update("OVIRT_NET_URL" => simulator.identity_url, "OVIRT_NET_USER" => "admin@internal", "OVIRT_NET_PASSWORD" => "123456")
      ALL.each { |file, options| run("topology", "--title", "Networks of an office", "--output", File.join(folder, file), *options) }
    ensure
      ENV.replace(before)
    end
  end

  def run(*arguments)
    code = OvirtNet::CLI.run(arguments)
    raise "ovirt-net #{arguments.first} ended with #{code}" unless code == OvirtNet::CLI::FINE
  end
end
