require "json"

# How the engine's single sign-on refuses a login of the scope ovirt-app-api, which ManageIQ's SDK and the provider ask for: 400 and
# {"error_code": CODE, "error": SENTENCE} (enginesso, SsoService.sendJsonDataWithMessage). CODE and SENTENCE are taken from what the
# provider was recorded to make of them.
module EngineRefusal
  RECORDED = File.expand_path("../../tests/recordings/ovirt-provider-ovn-sso.jsonl", __dir__)

  module_function

  # @param label [String] of the recording, such as "wrong_password"
  # @return [Array] status and body
  def of(label)
    sentence, code = message(label).delete_prefix("Error during SSO authentication ").match(/\A(.*) : (\w+)\z/).captures
    [400, JSON.generate(:error_code => code, :error => sentence)]
  end

  # @return [String] the provider's, to which the engine refused the login
  def message(label)
    recorded = File.foreach(RECORDED).lazy.map { |line| JSON.parse(line) }.find { |exchange| exchange["label"] == "sso #{label}" }
    JSON.parse(recorded.dig("response", "body")).dig("error", "message")
  end
end
