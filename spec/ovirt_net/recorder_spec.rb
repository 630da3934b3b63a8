require_relative "../../tests/recorder"

RSpec.describe Recorder do
  it "asks what was recorded, with the provider's own ids, and shows no secret" do
    Simulator.start(:user => "me@internal", :password => "my-secret") do |simulator|
      recorded = described_class.new(simulator.identity_url, "me@internal", "my-secret").to_a
      wanted   = File.foreach(described_class::RECORDED).map { |line| JSON.parse(line) }

      expect(recorded.map { |exchange| exchange.slice("label", "service") }).to eq(wanted.map { |exchange| exchange.slice("label", "service") })
      statuses = [wanted, recorded].map { |exchanges| exchanges.map { |exchange| [exchange["label"], exchange.dig("response", "status")] } }
      # It knows no such user by another login.
      expect(statuses.last - statuses.first).to all(satisfy { |label, _| label.start_with?("token ") })
      expect(JSON.generate(recorded)).not_to include("my-secret")
      expect(recorded.map { |exchange| exchange.dig("request", "token") }.uniq).to contain_exactly(nil, "bad", described_class::TOKEN)
    end
  end
end
