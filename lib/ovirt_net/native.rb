module OvirtNet
  # The one place that loads the native extension.
  module Native
    PLATFORM = "#{RbConfig::CONFIG["host_cpu"]}-#{RbConfig::CONFIG["host_os"][/\A[a-z]+/]}".freeze
    RUBY     = RUBY_VERSION[/\d+\.\d+/].freeze

    # Where the gem with compiled libraries has them, where `rake compile` puts it, and where RubyGems does that compiled it
    FEATURES = ["ovirt_net/#{PLATFORM}/#{RUBY}/ovirt_net", "ovirt_net/#{RUBY}/ovirt_net", "ovirt_net/ovirt_net"].freeze

    # Loads the extension on the first call.
    #
    # @raise [OvirtNet::NotCompiledError] when there is none for this Ruby and CPU; never a LoadError, which would pass by
    #   ManageIQ's rescues and break other providers' classes
    def self.load!
      return if @loaded

      # The system maps a library unseen: one that is cut off would end the process.
      require "ovirt_net/library"
      problem = Library.find(FEATURES)&.problem
      raise NotCompiledError, problem if problem

      # An extension must not be interrupted while it sets itself up.
      Thread.handle_interrupt(Object => :never) { require_first }
      @loaded = true
    end

    # @return [Array<String>] what the gem has compiled, such as "x86_64-linux/3.1"
    def self.compiled
      Dir["#{__dir__}/*-*/*/ovirt_net.*"].map { |file| File.dirname(file).delete_prefix("#{__dir__}/") }.sort
    end

    def self.require_first
      FEATURES.each do |feature|
        return require(feature)
      rescue LoadError => err
        # Another path: the library is there, and what it needs is not.
        raise NotCompiledError, err.message unless err.path == feature
      end
      raise NotCompiledError.new("there is none", :compiled => compiled)
    end
    private_class_method :require_first
  end
end
