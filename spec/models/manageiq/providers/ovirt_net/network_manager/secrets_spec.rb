# What a refresh was told in confidence, and what it logs and keeps.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  include_context "manager of the simulator"

  around do |example|
    Simulator.start(:password => password, :networks => 1) do |simulator|
      @simulator = simulator
      example.run
    end
  end

  let(:password) { @password ||= "s3cret-#{SecureRandom.hex}" }
  let(:token)    { Simulator.start(:password => password) { |twin| token_of(twin) } }
  let(:logs)     { Rails.root.glob("log/*.log").to_h { |log| [log, log.size] } }

  before do
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
    logs
  end

  # Two simulators of the same seed give the same tokens.
  def token_of(simulator)
    login = {"auth" => {"passwordCredentials" => {"username" => "admin@internal", "password" => password}}}
    JSON.parse(Net::HTTP.post(URI("#{simulator.identity_url}/tokens"), login.to_json).body).dig("access", "token", "id")
  end

  def refresh
    EmsRefresh.refresh(manager)
  rescue ManageIQ::Providers::BaseManager::Refresher::PartialRefreshError => err
    err
  end

  # What was logged since, wherever
  def logged
    logs.map { |log, size| File.open(log, "rb") { |file| file.seek(size) && file.read } }.join
  end

  it "shows them nowhere, not even when the provider repeats them" do
    shown = {500 => "#{password} and #{token} are wrong", 401 => "#{password} is wrong"}.map do |status, message|
      @simulator.fail("ports", "do" => "status", "status" => status, "message" => message)
      error = refresh
      [error.full_message, error.inspect, manager.reload.last_refresh_error, manager.inspect, manager.connect.inspect].join("\n")
    end

    expect(shown).to match([a_string_including("[FILTERED] and [FILTERED] are wrong"), a_string_including("[FILTERED] is wrong")])
    expect(logged).to include("[FILTERED] and [FILTERED] are wrong", "[FILTERED] is wrong")
    expect([*shown, logged].join.scan(/#{password}|#{token}/)).to eq([])
  end
end
