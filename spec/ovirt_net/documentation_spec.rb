# The documents lead where they say, and are short enough to be read.
RSpec.describe "the documentation" do
  root  = File.expand_path("../..", __dir__)
  files = Dir["#{root}/{*,docs/*}.md"]

  # The anchors that a forge makes of the headings
  anchors = lambda do |file|
    File.read(file).gsub(/^```.*?^```/m, "").scan(/^#+ (.+)/).flatten.map { |heading| heading.downcase.gsub(/[^\p{Word}\- ]/, "").tr(" ", "-") }
  end

  files.each do |file|
    describe file.delete_prefix("#{root}/") do
      it "leads to files and headings that exist" do
        links   = File.read(file).scan(/\]\(([^)\s]+)\)/).flatten.grep_v(/\A\w+:/).uniq
        missing = links.reject do |link|
          path, anchor = link.split("#")
          target = path.to_s.empty? ? file : File.expand_path(path, File.dirname(file))
          File.exist?(target) && (anchor.nil? || anchors[target].include?(anchor))
        end
        expect(missing).to eq([])
      end

      it "is short" do
        expect(File.readlines(file).size).to be <= (File.basename(file) == "README.md" ? 100 : 250)
      end
    end
  end
end
