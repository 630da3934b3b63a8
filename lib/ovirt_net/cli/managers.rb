require "pathname"
require "ovirt_net/cli/progress"

module OvirtNet
  class CLI
    # The network managers of the ManageIQ in whose folder the command runs, or that MANAGEIQ_ROOT names.
    module Managers
      # What only a ManageIQ has
      MARK = "app/models/ext_management_system.rb".freeze

      module_function

      # @param name [String, nil] name or id of one, or name of its oVirt provider
      # @return [ManageIQ::Providers::OvirtNet::NetworkManager] the only one, where no name is given
      def find(name)
        all   = self.all
        found = name ? all.select { |manager| [manager.id.to_s, manager.name, manager.parent_manager&.name].include?(name) } : all
        return found.first if found.size == 1

        names = all.map { |manager| "#{manager.name} (#{manager.id})" }.join(", ")
        raise UsageError, found.empty? ? "no network manager has the name #{name}; there are: #{names}" : "there are several network managers; name one with --manager: #{names}"
      end

      # @return [Array<ManageIQ::Providers::OvirtNet::NetworkManager>] all of the region
      def all
        load
        managers = ::ManageIQ::Providers::OvirtNet::NetworkManager.in_my_region.order(:id).to_a
        return managers if managers.any?

        raise Error, "this ManageIQ has no network manager of oVirt's network provider: refresh an oVirt provider. If none appears, read the log: on an appliance `journalctl -t ovirt_net`, in containers what the workers print, else log/ovirt_net.log"
      rescue => err
        raise unless defined?(::ActiveRecord::ActiveRecordError) && err.kind_of?(::ActiveRecord::ActiveRecordError)

        reason = (err.cause || err).message.lines.first.to_s.chomp
        raise Error, "ManageIQ's database cannot be used: #{reason}; check that PostgreSQL runs and that config/database.yml is right"
      end

      # @return [Pathname, String, nil] ManageIQ's folder
      def root
        return ENV["MANAGEIQ_ROOT"] if ENV["MANAGEIQ_ROOT"].to_s != ""

        [*Pathname.pwd.ascend, Pathname.new(ENV["BUNDLE_GEMFILE"].to_s).dirname].find { |folder| folder.join(MARK).file? }
      end

      # What ManageIQ prints meanwhile is none of our output.
      def load
        return if defined?(::Vmdb::Application)
        raise UsageError, "name a provider (--url or OVIRT_NET_URL), or run this in ManageIQ's folder (bundle exec ovirt-net)" unless root
        # ManageIQ brings other versions of what RubyGems has loaded by now.
        raise UsageError, "ManageIQ in #{root} needs its bundle: run `bundle exec ovirt-net` there" unless defined?(::Bundler)

        output  = $stdout
        $stdout = $stderr
        Progress.during("loading ManageIQ from #{root}") { require File.expand_path("config/environment", root) }
      rescue LoadError => err
        raise Error, "ManageIQ in #{root} cannot be loaded: #{err.message}; run `bundle exec ovirt-net` in its folder"
      ensure
        $stdout = output if output
      end
      private_class_method :load
    end
  end
end
