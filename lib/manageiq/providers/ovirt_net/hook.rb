module ManageIQ
  module Providers
    module OvirtNet
      # An extension of a class of ManageIQ's, which is installed when that class is loaded.
      #
      #   target    :: String, name of the class or module
      #   how       :: Symbol, a key of HOW
      #   extension :: Module
      #   why       :: what would be missing without it
      #   until     :: what ManageIQ would have to offer to make it unnecessary
      #   plugin    :: name of the engine of ManageIQ's that has the target; nil for ManageIQ itself
      Hook = Struct.new(:target, :how, :extension, :why, :until, :plugin, :keyword_init => true) do
        # @return [Boolean] whether ManageIQ or a plugin has it, loaded or not. Zeitwerk's list of all names is of no use: in some releases, a
        #   folder of a generator's templates, which is no name, keeps it from being made.
        def self.known?(name)
          Rails.autoloaders.main.dirs.any? { |folder| File.file?("#{folder}/#{name.underscore}.rb") }
        end

        def register(loader)
          loader.on_load(target) { |found, _path| install(found) }
          # Of what is loaded already, the loader tells nothing.
          install(target.constantize) if loaded?
        end

        # @return [String, nil] why it is not in force; nil where it is, or where this ManageIQ has no such plugin
        def problem
          return if plugin && !plugin.safe_constantize
          return "there is no #{target} in this ManageIQ" unless exists?

          "#{target} was loaded without it" unless will_be_loaded? || active?(target.constantize)
        rescue StandardError, LoadError => err
          "#{target} cannot be loaded: #{err.class}: #{err.message.lines.first.to_s.chomp}"
        end

        # @return [String] as it is told
        def title
          "#{extension.name.delete_prefix("#{OvirtNet.name}::")} of #{target}"
        end

        private

        def install(found)
          self.class::HOW.fetch(how).first.call(found, extension)
        end

        def active?(found)
          self.class::HOW.fetch(how).last.call(found, extension)
        end

        def exists?
          will_be_loaded? ? self.class.known?(target) : !target.safe_constantize.nil?
        end

        # It is installed then.
        def will_be_loaded?
          self.class::WEB.include?(plugin) && !loaded?
        end

        def loaded?
          target.split("::").inject(Object) do |parent, name|
            return false if parent.autoload?(name, false) || !parent.const_defined?(name, false)

            parent.const_get(name, false)
          end
          true
        end
      end

      # Classes of these need what a web server has loaded: a command cannot load them.
      Hook::WEB = %w[ManageIQ::Api::Engine ManageIQ::UI::Classic::Engine].freeze

      # How a hook is installed, and how that is seen
      Hook::HOW = {
        :prepend          => [->(found, extension) { found.prepend(extension) }, ->(found, extension) { found.ancestors.include?(extension) }],
        :prepend_to_class => [->(found, extension) { found.singleton_class.prepend(extension) }, ->(found, extension) { found.singleton_class.ancestors.include?(extension) }],
        :helper           => [->(found, extension) { found.helper(extension) }, ->(found, extension) { found._helpers.include?(extension) }],
        :install          => [->(found, extension) { extension.install(found) }, ->(found, extension) { extension.installed?(found) }]
      }.freeze
    end
  end
end
