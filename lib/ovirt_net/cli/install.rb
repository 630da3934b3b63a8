require "ovirt_net/cli/managers"
require "ovirt_net/installation"

module OvirtNet
  class CLI
    # ovirt-net install, ovirt-net remove
    class InstallCommand
      # @return [Integer] exit code
      def install
        change(&:install)
        puts("manageiq-providers-ovirt-net #{spec.version} is in the bundle of #{root}; restart ManageIQ")
        FINE
      end

      # @return [Integer] exit code
      def remove
        change(&:remove)
        puts("manageiq-providers-ovirt-net was removed from the bundle of #{root}; restart ManageIQ")
        FINE
      end

      private

      def change
        progress = nil
        yield(Installation.new(root, spec) do |step|
          progress&.stop
          progress = Progress.new(step)
        end)
      ensure
        progress&.stop
      end

      def root
        @root ||= Managers.root || raise(UsageError, "this is not ManageIQ's folder: run the command there, or set MANAGEIQ_ROOT")
      end

      def spec
        @spec ||= Gem.loaded_specs[Installation::GEM].then do |spec|
          installed = spec && File.dirname(spec.loaded_from) == "#{spec.base_dir}/specifications"
          installed ? spec : raise(UsageError, "this is a checkout; build the gem and install it first (gem install --local FILE), then run `ovirt-net install`")
        end
      end
    end
  end
end
