require "open3"

RSpec.describe "bin/bench" do
  it "measures core and extension where there is no ManageIQ" do
    bench  = File.expand_path("../../bin/bench", __dir__)
    output = Open3.capture2e({"MANAGEIQ_REPO" => nil}, bench, "--sizes", "2/6", "--login-delay-ms", "0").first

    expect(output).to match(/2 networks, 6 ports: core and extension\n.*seconds.*\n  read the inventory +\d/)
  end
end
