# Holds the engine of the specs to what a real one answered.
RSpec.describe Engine::Replay do
  def differences(recorded = described_class.recorded)
    Engine.start { |engine| return described_class.new(engine, recorded).differences }
  end

  # @return [Array<Hash>] the recordings as a real engine would have given them if it were another
  def recorded_with(label)
    described_class.recorded.each { |exchange| yield(exchange["response"]) if exchange["label"] == label }
  end

  it "finds the engine of the specs to answer as the real one did" do
    expect(differences).to eq({})
  end

  it "finds a field that is called otherwise, and a status that is another" do
    renamed = recorded_with("networks after the import") { |response| response["body"] = response["body"].gsub("external_provider", "network_provider") }
    expect(differences(renamed)).to match("networks after the import" => include("<external_provider> is none of <network>'s"))

    refused = recorded_with("import, name in use") { |response| response["status"] = 400 }
    expect(differences(refused)).to eq("import, name in use" => ["status 409, was 400"])
  end

  it "finds other words of a refusal, and a list that is longer" do
    worded = recorded_with("remove, a template has it") { |response| response["body"] = response["body"].sub("is used by template", "has a template") }
    expect(differences(worded)["remove, a template has it"]).to contain_exactly(start_with("detail is "))

    longer = recorded_with("networks") { |response| response["body"] = response["body"].sub(%r{<network .*?</network>}m, "") }
    expect(differences(longer).keys).not_to be_empty
  end

  # Labels of engine-4.5.7-logins.jsonl, the provider's answers, and of the engine's that it got
  {
    "wrong password"             => "sso: wrong password",
    "unknown user"               => "sso: unknown user",
    "unknown profile"            => "sso: unknown profile",
    "no profile"                 => "sso: no profile",
    "expired account"            => "sso: expired account",
    "disabled account"           => "sso: disabled account",
    "expired password"           => "sso: expired password",
    "networks, unknown token"    => "token-info: unknown token",
    "wrong client secret, login" => "token-info: wrong client secret",
    "unknown client, login"      => "token-info: unknown client",
    "untrusted client, login"    => "token-info: untrusted client"
  }.each do |provider, engine|
    it "shows what the network provider makes of the single sign-on's answer to: #{provider}" do
      file    = described_class::RECORDED.sub(".jsonl", "-logins.jsonl")
      words   = JSON.parse(File.foreach(file).map { |line| JSON.parse(line) }.find { |exchange| exchange["label"] == provider }.dig("response", "body"))["error"]
      refusal = described_class.recorded.find { |exchange| exchange["label"] == engine }["response"]
      answer  = JSON.parse(refusal["body"])
      expect([refusal["status"], words]).to eq([400, {"message" => "Error during SSO authentication #{answer["error"]} : #{answer["error_code"]}#{answer["error_description"]}",
                                                      "code" => 401, "title" => "Unauthorized"}])
    end
  end
end
