require "ipaddr"
require "json"

# Sites of a real ovirt-provider-ovn with questions about packets, as the simulator takes them.
module RecordedSites
  FILE   = File.expand_path("../../tests/recordings/reachability.jsonl", __dir__)
  TENANT = "00000000000000000000000000000001".freeze

  module_function

  # @param step [Integer] every such line
  # @return [Array<Array(Hash, Array<Hash>)>] the lists, and questions of +:from+, +:to+, +:protocol+ and +:port+
  def each(step)
    File.foreach(FILE).each_slice(step).map do |lines|
      recording = JSON.parse(lines.first)
      [lists(recording["lists"]), recording["questions"].map { |asked| asked.slice("from", "to", "protocol", "port").transform_keys(&:to_sym) }]
    end
  end

  # The recording leaves out what can be concluded.
  def lists(recorded)
    ranges = recorded["subnets"].to_h { |subnet| [subnet, IPAddr.new(subnet["cidr"])] }
    ports  = recorded["ports"].map do |port|
      ips = port["fixed_ips"].map do |ip|
        subnet, = ranges.find { |candidate, range| candidate["network_id"] == port["network_id"] && range.include?(IPAddr.new(ip["ip_address"])) }
        ip.merge("subnet_id" => subnet&.fetch("id"))
      end
      {"device_owner" => "", "tenant_id" => TENANT}.merge(port, "fixed_ips" => ips)
    end
    tenants = [{"id" => TENANT, "name" => "tenant", "enabled" => true}]
    {"tenants" => tenants, "floatingips" => []}.merge(recorded.transform_values { |objects| objects.map { |object| {"tenant_id" => TENANT}.merge(object) } }, "ports" => ports)
  end
end
