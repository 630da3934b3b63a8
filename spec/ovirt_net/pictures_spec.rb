require_relative "../../rakelib/pictures"
require "tmpdir"

RSpec.describe "The pictures of the documentation" do
  it "are what the command draws today; `rake docs:pictures` draws them anew" do
    Dir.mktmpdir do |folder|
      expect { Pictures.draw(folder) }.to output.to_stdout
      expect(Dir.children(Pictures::FOLDER).sort).to eq(Pictures::ALL.keys.sort)
      stale = Pictures::ALL.keys.reject { |file| File.read(File.join(folder, file)) == File.read(File.join(Pictures::FOLDER, file)) }
      expect(stale).to be_empty
    end
  end

  it "are shown" do
    texts = Dir[File.expand_path("../../{README.md,docs/*.md}", __dir__)].map { |file| File.read(file) }.join
    expect(Pictures::ALL.keys.reject { |file| texts.match?(%r{!\[[^\]]+\]\((docs/)?images/#{file}\)}) }).to be_empty
  end
end
