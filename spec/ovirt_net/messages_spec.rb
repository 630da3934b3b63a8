# The tables of messages quote what the code says, so that a search for a message finds its row.
RSpec.describe "messages in the documentation" do
  root = File.expand_path("../..", __dir__)

  # Not ours, but ManageIQ's and Ruby's
  foreign = [
    "Certificate authority PEM_read_bio_X509", "Missing credentials", "is not permitted for create", "STI cache is out of date in production"
  ]

  # Each message's text as it is written, in one line where it is written in several, with … for what is put into it
  sources = Dir["#{root}/{app,lib}/**/*.rb", "#{root}/ext/*/src/**/*.rs"].map do |path|
    File.read(path).gsub(/\\\n\s*/, "").gsub(/"\s*"/, "").gsub(/%\{\w+\}|#?\{[^{}"]*\}/, "…").gsub('\\"', '"')
  end.join("\n")

  # The cells of the first column below a heading
  rows = lambda do |file, heading|
    section = File.read("#{root}/docs/#{file}")[/^## #{heading}\n.*?(?=^## |\z)/m]
    section.scan(/^\| (.+?) \| /).flatten - ["message", "---"]
  end

  # What has to be found: the words between what differs, where these are several
  words_of = lambda do |message|
    message.split(/[…"]|\*[^*]+\*|[:;,.](?: |\z)/).map(&:strip).select { |words| words.include?(" ") }
  end

  {
    "troubleshooting.md" => ["Other messages",             ->(cell) { cell.scan(/`([^`]+)`/).flatten }],
    "changes.md"         => ["Messages",                   ->(cell) { [cell] }]
  }.each do |file, (heading, quoted)|
    describe file do
      # A message without two words in a row says nothing that could be looked for.
      messages = rows[file, heading].flat_map(&quoted).select { |message| words_of[message].any? } - foreign

      messages.each do |message|
        it "quotes #{message}" do
          expect(words_of[message].reject { |words| sources.include?(words) }).to eq([])
        end
      end

      it "has more than a few" do
        expect(messages.size).to be > 20
      end
    end
  end
end
