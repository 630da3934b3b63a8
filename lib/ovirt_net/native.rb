module OvirtNet
  # The one place that loads the native extension.
  module Native
    REMEDY = "run `rake compile` in its checkout, or `gem pristine manageiq-providers-ovirt-net`".freeze

    # Loads the extension on the first call.
    #
    # @raise [OvirtNet::NotCompiledError] when there is none for this Ruby; never a LoadError, which would pass by
    #   ManageIQ's rescues and break other providers' classes
    def self.load!
      return if @loaded

      # A gem for several Rubies has one a version, beside it; a gem that was compiled here has just the one.
      features = ["ovirt_net/#{RUBY_VERSION[/\d+\.\d+/]}/ovirt_net", "ovirt_net/ovirt_net"]
      # The system maps a library unseen: one that is cut off would end the process.
      require "ovirt_net/library"
      problem = Library.find(features)&.problem
      raise NotCompiledError, message(problem) if problem

      # An extension must not be interrupted while it sets itself up.
      Thread.handle_interrupt(Object => :never) { require_first(*features) }
      @loaded = true
    rescue LoadError => err
      raise NotCompiledError, message(err.message)
    end

    def self.require_first(versioned, plain)
      require versioned
    rescue LoadError => err
      # Another path: the versioned file is there and what it needs is not.
      raise unless err.path == versioned

      require plain
    end
    private_class_method :require_first

    def self.message(problem)
      "the native extension of manageiq-providers-ovirt-net cannot be loaded for Ruby #{RUBY_VERSION}: #{problem}; #{REMEDY}"
    end
    private_class_method :message
  end
end
