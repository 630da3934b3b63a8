module Demo
  # A table on standard output. Cells that are too long are cut, rows beyond a limit are counted.
  class Table
    WIDTH = 38
    ROWS  = 12

    # @param title [String]
    # @param columns [Array<#to_s>]
    # @param rows [Array<Array>]
    # @param limit [Integer] how many rows are shown
    def initialize(title, columns, rows, limit: ROWS)
      @title = title
      @lines = [columns, *rows.first(limit)].map { |row| row.map { |cell| text(cell) } }
      @more  = rows.size - limit
    end

    def print
      puts("", @title)
      @lines.each_with_index do |line, number|
        puts("  #{line.zip(widths).map { |cell, width| cell.ljust(width) }.join("  ").rstrip}")
        puts("  #{widths.map { |width| "-" * width }.join("  ")}") if number.zero?
      end
      puts("  and #{@more} more") if @more > 0
    end

    private

    def text(cell)
      text = cell.nil? ? "-" : Array(cell).join(", ")
      text.length > WIDTH ? "#{text[0, WIDTH - 3]}..." : text
    end

    def widths
      @widths ||= @lines.transpose.map { |cells| cells.map(&:length).max }
    end
  end
end
