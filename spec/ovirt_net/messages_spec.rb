# The tables that say what a message asks for quote it: whoever meets a message must find its words there.
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
    "troubleshooting.md" => ["Troubleshooting by message", ->(cell) { cell.scan(/`([^`]+)`/).flatten }],
    "changes.md"         => ["Messages",                   ->(cell) { [cell] }]
  }.each do |file, (heading, quoted)|
    describe file do
      rows[file, heading].each do |cell|
        (quoted[cell] - foreign).each do |message|
          it "quotes #{message}" do
            expect(words_of[message].reject { |words| sources.include?(words) }).to eq([])
          end
        end
      end

      it "has more than a few" do
        expect(rows[file, heading].size).to be > 20
      end
    end
  end
end
