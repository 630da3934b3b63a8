require "fileutils"

module OvirtNet
  class Installation
    # Files of ManageIQ that get new content together, or keep what they have.
    #
    # What was in them stays beside them meanwhile: putting that back takes no space on a disk that has become full.
    class Files
      SUFFIX = ".before-ovirt-net".freeze

      # @return [Array<String>] those that could not be put back
      attr_reader :lost

      # @param root [String] ManageIQ's folder
      # @param names [Array<String>] what may be changed in it
      def initialize(root, names)
        # An appliance has a link in Gemfile.lock's place, which stays.
        @paths = names.to_h { |name| [name, File.exist?("#{root}/#{name}") ? File.realpath("#{root}/#{name}") : "#{root}/#{name}"] }
        @lost  = []
      end

      # Puts all back where the block does not come to its end.
      def changed_together
        keep
        begin
          yield
        rescue Exception # rubocop:disable Lint/RescueException -- after an interrupt, too, ManageIQ has to start
          put_back
          raise
        end
        forget
      end

      # In one go, so that nobody reads half a file.
      #
      # @param content [String, nil] nil where there is to be none
      def write(name, content)
        path = @paths.fetch(name)
        return remove(path) unless content

        FileUtils.mkdir_p(File.dirname(path))
        stat = File.stat(path) if File.exist?(path)
        File.binwrite("#{path}.new", content)
        File.chown(stat.uid, stat.gid, "#{path}.new") if stat
        File.chmod(stat ? stat.mode : 0o644, "#{path}.new")
        File.rename("#{path}.new", path)
      ensure
        FileUtils.rm_f("#{path}.new") if File.file?("#{path}.new")
      end

      private

      def keep
        @before = @paths.values.select { |path| File.exist?(path) }
        @before.each { |path| FileUtils.cp(path, "#{path}#{SUFFIX}", :preserve => true) }
      rescue SystemCallError
        forget
        raise
      end

      def forget
        @before.each { |path| remove("#{path}#{SUFFIX}") }
      end

      # With an error where that is not allowed, which FileUtils.rm_f hides
      def remove(path)
        File.delete(path) if File.exist?(path)
      end

      def put_back
        @paths.each_value do |path|
          kept = "#{path}#{SUFFIX}"
          next remove(path) unless @before.include?(path)

          same = File.exist?(path) && FileUtils.identical?(path, kept)
          same ? remove(kept) : File.rename(kept, path)
        rescue SystemCallError
          @lost << path
        end
      end
    end
  end
end
