require_relative "../../rakelib/rubies"

RSpec.describe Rubies do
  let(:this) { RUBY_VERSION[/\d+\.\d+/] }

  # Stands for a Ruby of another version.
  def ruby(folder, version)
    path = "#{folder}/ruby#{version}"
    File.write(path, "#!/bin/sh\nprintf #{version}\n")
    File.chmod(0o755, path)
    path
  end

  def rubies(*names)
    described_class.new(names.join(" ")).to_h
  end

  it "takes those that are named, the oldest first" do
    Dir.mktmpdir do |folder|
      paths = %w[3.3 3.2].map { |version| ruby(folder, version) }
      expect(rubies(*paths).to_a).to eq([["3.2", paths.last], ["3.3", paths.first]])
    end
  end

  it "asks a Ruby for its version and its headers" do
    skip("this Ruby has no headers, as where the gem is only installed") unless File.exist?("#{RbConfig::CONFIG["rubyhdrdir"]}/ruby.h")

    expect(rubies(RbConfig.ruby)).to eq(this => RbConfig.ruby)
  end

  it "leaves none out between others, as RubyGems would install the gem there" do
    Dir.mktmpdir do |folder|
      message = /Ruby 3\.2 and 3\.3 with headers is not here.*ruby-build 3\.2/
      expect { rubies(ruby(folder, "3.1"), ruby(folder, "3.4")) }.to raise_error(SystemExit, message).and output(message).to_stderr
    end
  end

  it "says how to get what is not here" do
    message = %r{/nothing/ruby is no Ruby that has its headers}
    expect { rubies("/nothing/ruby") }.to raise_error(SystemExit, message).and output(message).to_stderr

    stub_const("Rubies::PLACES", [])
    stub_const("Rubies::VERSIONS", %w[3.98 3.99])
    message = /Ruby 3\.98 and 3\.99 with headers is not here\. Debian 12 has ruby3\.1-dev.*RUBIES=/
    expect { described_class.new(nil).to_h }.to raise_error(SystemExit, message).and output(message).to_stderr
  end
end
