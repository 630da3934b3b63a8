module OvirtNet
  class CLI
    # Texts of a provider on a terminal or in a file: what somebody called a network must not move the cursor, hide a line or turn
    # the direction of what follows, and a spreadsheet must not take it for a formula.
    module Plain
      # Control characters, those that turn the direction, and those that end a line
      UNSEEN = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/

      # What a spreadsheet takes a cell for a formula by
      FORMULA = /\A\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/

      module_function

      # @return [String] the same in one line, with a number for each character that is not seen
      def line(text)
        text.to_s.scrub.gsub(/[\t\r\n ]+/, " ").gsub(UNSEEN) { |character| format("\\u{%<number>x}", :number => character.ord) }
      end

      # @param cell [Object] of a row; a list or a hash is written as JSON
      # @return [Object] what a spreadsheet shows as it is
      def cell(cell)
        case cell
        when String     then line(cell).then { |text| text.match?(FORMULA) ? "'#{text}" : text }
        when Enumerable then json(JSON.generate(cell))
        else                 cell
        end
      end

      # @param json [String]
      # @return [String] the same JSON without characters that a terminal acts on
      def json(json)
        json.gsub(UNSEEN) { |character| character == "\n" ? character : format("\\u%<number>04x", :number => character.ord) }
      end
    end
  end
end
