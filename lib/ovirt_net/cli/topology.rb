require "ovirt_net/cli/command"

module OvirtNet
  class CLI
    # ovirt-net topology
    class TopologyCommand < Command
      FORMATS = %w[text svg html].freeze

      # @return [Integer] exit code
      def run
        raise UsageError, "topology has no JSON output; `ovirt-net inventory --json` prints the objects" if options[:json]

        format = self.format
        write(picture(format, selected(topology)))
        FINE
      end

      private

      # What the file is called says what it is to be.
      def format
        options[:format] || FORMATS.find { |format| format == File.extname(options[:output].to_s).delete_prefix(".") } || FORMATS.first
      end

      def topology
        return subject.topology if subject.respond_to?(:topology)

        inventory.topology
      end

      def selected(topology)
        topology.only(**options.to_h.transform_keys(&:to_sym).slice(:focus, :depth, :search)) ||
          raise(Error, "no object matches #{options.values_at(:focus, :search).compact.map(&:inspect).join(" and ")}; give a name, an id, or with --search a part of one")
      end

      def picture(format, topology)
        case format
        when "svg"  then topology.svg(title)
        when "html" then topology.html(title)
        else             topology.text
        end
      end

      def title
        options[:title] || "Topology of #{subject.title}"
      end

      def write(text)
        return print(text) unless options[:output]

        File.write(options[:output], text)
        puts(File.expand_path(options[:output]))
      rescue SystemCallError => err
        raise UsageError, "--output is #{options[:output].inspect}: #{err.message}; give a writable file"
      end
    end
  end
end
