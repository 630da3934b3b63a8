require_relative "../../rakelib/troubleshooting"

RSpec.describe "docs/troubleshooting.md" do
  it "has the error codes of today; `rake docs:troubleshooting` writes them" do
    expect(File.read(Troubleshooting::FILE)).to eq(Troubleshooting.text)
  end
end
