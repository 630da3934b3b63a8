require "open3"

RSpec.describe "bin/bench" do
  it "measures core and extension where there is no ManageIQ" do
    bench  = File.expand_path("../../bin/bench", __dir__)
    # That it runs is tested, not how fast: the release profile would compile everything again.
    output = Open3.capture2e({"MANAGEIQ_REPO" => nil, "PROFILE" => "dev"}, bench, "--sizes", "2/6", "--login-delay-ms", "0").first

    expect(output).to match(/2 networks, 6 ports: core and extension\n.*seconds.*\n  read the inventory +\d/)
  end
end
