require "json"

# What was recorded at a real provider, and what the network manager before us stored of it.
module Recordings
  PEER_ROWS = File.expand_path("../../tests/recordings/peer-rows.json", __dir__)

  module_function

  # @return [Hash{String => Array}] the provider's lists
  def inventory
    peer_rows.fetch("raw").except("token")
  end

  # @return [Hash{String => Object}] "raw" lists, "guest_devices" that the engine's manager had, "rows" a table
  def peer_rows
    @peer_rows ||= JSON.parse(File.read(PEER_ROWS))
  end
end
