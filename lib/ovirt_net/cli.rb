require "thor"
require "ovirt_net"

module OvirtNet
  # The command ovirt-net: what an administrator wants to know of oVirt's network provider, on a terminal or in a script.
  #
  # With a URL it asks that provider and needs no ManageIQ. Without one it asks the network managers of the ManageIQ in whose
  # folder it runs, with what is stored of them.
  class CLI < Thor
    # Exit codes
    FINE        = 0
    WRONG       = 1
    USAGE       = 2
    DIFFERS     = 3
    UNKNOWN     = 4
    INTERRUPTED = 130

    HELP = %w[--help -h].freeze

    # The command cannot be run as it was given.
    class UsageError < Thor::Error; end

    # @param arguments [Array<String>]
    # @return [Integer] exit code
    def self.run(arguments)
      code = start(asked(arguments), :debug => true)
      # At its end, Ruby would not tell that there is no room for the rest.
      $stdout.flush
      code.kind_of?(Integer) ? code : FINE
    rescue Thor::Error, InvalidOptionError => err
      warn("ovirt-net: #{Plain.line(err.message)}")
      USAGE
    rescue Error => err
      require "ovirt_net/check/remedy"
      warn("ovirt-net: #{Plain.line(err.message)}", *Check::Remedy.for(err))
      WRONG
    rescue Errno::ENOSPC, Errno::EDQUOT, Errno::EFBIG => err
      warn("ovirt-net: the output cannot be written: #{err.message[/\A[^@]+/].strip}")
      WRONG
    rescue Interrupt
      INTERRUPTED
    end

    def self.exit_on_failure?
      true
    end

    # Before the list of commands: whom they are about.
    def self.help(shell, *)
      shell.say(<<~TEXT)
        In ManageIQ's folder, as `bundle exec ovirt-net`: about its network managers, by what it has stored of user, password and trust.
        With --url: about that provider, anywhere, without a ManageIQ.

      TEXT
      super
    end

    # Thor knows `help check` alone.
    def self.asked(arguments)
      return arguments unless arguments.intersect?(HELP)

      ["help", *arguments.find { |argument| all_commands.key?(argument) && argument != "help" }]
    end
    private_class_method :asked

    # Newer versions of Thor bring one that prints the list of commands once more.
    remove_command(:tree)

    check_unknown_options!
    map %w[--version -v] => :version

    class_option :url,             :banner => "URL",     :desc => "The provider's Keystone, such as https://engine.example.com:35357/v2.0 (OVIRT_NET_URL)"
    class_option :user,            :banner => "USER",    :desc => "Such as admin@internal; asked for where it is missing (OVIRT_NET_USER)"
    class_option :password_file,   :banner => "FILE",    :desc => "File with the password; asked for where it is missing (OVIRT_NET_PASSWORD is the password itself)"
    class_option :ca,              :banner => "FILE",    :desc => "PEM file with the engine's CA, trusted besides the system's (OVIRT_NET_CA)"
    class_option :verify_ssl,      :type => :boolean,    :desc => "Whether the provider's certificate is verified (OVIRT_NET_VERIFY_SSL)"
    class_option :proxy,           :banner => "URL",     :desc => "HTTP proxy, or none, as without it: http_proxy of the environment is not used (OVIRT_NET_PROXY)"
    class_option :connect_timeout, :type => :numeric,    :banner => "SECONDS", :desc => "Until a connection stands (60)"
    class_option :read_timeout,    :type => :numeric,    :banner => "SECONDS", :desc => "Of silence of the provider (600)"
    class_option :manager,         :banner => "NAME|ID", :desc => "In ManageIQ: the network manager or its oVirt provider, where there are several"
    class_option :json,            :type => :boolean,    :desc => "Print JSON"

    desc "check", "What works, and what to do about the rest"
    long_desc <<~TEXT, :wrap => false
      Step by step, with the time each took: name, connection, certificate, login, catalog and each list of the provider; in ManageIQ also what discovery found, whose
      user and trust are used, the last refresh, and whether the tables are what the provider has. Nothing is changed anywhere.

      Exit codes: 0 all is well, 1 something is wrong, 2 wrong usage, 3 all works, but tables differ from the provider.

      In ManageIQ's folder: bundle exec ovirt-net check

      Anywhere: ovirt-net check --url https://engine.example.com:35357/v2.0 --user admin@internal --ca ca.pem
    TEXT
    option :all, :type => :boolean, :desc => "In ManageIQ: all network managers of the region"
    def check
      require "ovirt_net/cli/check"
      CheckCommand.new(options).run
    end

    desc "inventory [LIST ...]", "What the provider has"
    long_desc <<~TEXT, :wrap => false
      All lists, or those that are named: tenants, networks, routers, subnets, security-groups, security-group-rules, ports, addresses, floatingips.
      A reference is shown by the name of what it leads to in a table, and as the provider's id in JSON and CSV, which have all columns.

      JSON has the values as they are, for programs. CSV is for spreadsheets: characters that are not seen stand as their number, \\u{202e}, and a text
      that a spreadsheet would take for a formula begins with an apostrophe.
    TEXT
    option :format, :enum => %w[table json csv], :desc => "CSV is for one LIST"
    option :rows, :type => :numeric, :banner => "NUMBER", :desc => "How many rows of each list are shown at most"
    def inventory(*lists)
      require "ovirt_net/cli/inventory"
      InventoryCommand.new(options).run(lists)
    end

    desc "topology", "What is connected to what, as a picture"
    long_desc <<~TEXT, :wrap => false
      Networks with their subnets, routers, VMs and security groups: as a tree for the terminal, as one SVG picture, or as one HTML
      file with the picture and the same as a list. Many VMs of a network are a number; --focus on the network shows them.

      In ManageIQ it shows the stored rows, with VMs; of a provider (--url) ports, for it does not know VMs.
    TEXT
    option :format, :enum => %w[text svg html], :desc => "Else as the file's name ends, or text"
    option :output, :banner => "FILE", :desc => "Written instead of printed"
    option :title, :banner => "TEXT", :desc => "What stands above it in a browser"
    option :focus, :banner => "NAME|ID", :desc => "Only what is connected to this object"
    option :depth, :type => :numeric, :banner => "1-5", :desc => "How far from it (2: what is connected to what it is connected to)"
    option :search, :banner => "TEXT", :desc => "Only what has this in a name, a range or an address, and what that is connected to"
    def topology
      require "ovirt_net/cli/topology"
      TopologyCommand.new(options).run
    end

    desc "reach FROM TO", "Whether a packet arrives, and what stops it"
    long_desc <<~TEXT, :wrap => false
      FROM and TO are a port's id or name, or an IP address, and in ManageIQ a VM's name. An address that no port has is a host outside OVN, on a physical network.

      ovirt-net reach web1 10.0.0.7 --protocol tcp --port 443

      Each step names what decided: a port's security groups, a network, a router. Where the packet is dropped, the smallest change that lets it pass is told.

      Exit codes: 0 it arrives, 1 it is dropped, 2 wrong usage, 4 not known.
    TEXT
    option :protocol, :default => "any", :enum => %w[tcp udp icmp any], :desc => "icmp is a ping"
    option :port, :type => :numeric, :banner => "NUMBER", :desc => "Of tcp and udp; else all of them"
    def reach(from, to)
      require "ovirt_net/cli/reach"
      ReachCommand.new(options).run(from, to)
    end

    desc "exposure", "What the security groups of each port let in"
    long_desc <<~TEXT, :wrap => false
      Of each port of a VM, what may be sent to it by anyone, from a range of addresses, or from the ports of a security group. A port without port
      security takes everything. Whether there is a way from somebody tells `ovirt-net reach`.

      ovirt-net exposure --anyone
    TEXT
    option :anyone, :type => :boolean, :desc => "Only what is open to anyone"
    def exposure
      require "ovirt_net/cli/exposure"
      ExposureCommand.new(options).run
    end

    desc "findings", "What is misconfigured, and what to do about it"
    long_desc <<~TEXT, :wrap => false
      Addresses and MAC addresses that several ports of a network have, gateways outside their subnets, overlapping subnets on a router, MTUs that do not fit,
      port security without groups and groups without port security, unused groups, redundant rules, and rules that open management ports to anyone.

      Exit codes: 0 nothing is found, 1 something is, 2 wrong usage.
    TEXT
    def findings
      require "ovirt_net/cli/findings"
      FindingsCommand.new(options).run
    end

    desc "watch", "What changes at the provider"
    long_desc <<~TEXT, :wrap => false
      Until it is interrupted. Reads the inventory again and again. The provider serves one request at a time: between two readings it has at least 20
      times what the last one took, whatever the interval.
    TEXT
    option :interval, :type => :numeric, :default => 30, :banner => "SECONDS", :desc => "Between two readings"
    option :readings, :type => :numeric, :banner => "NUMBER", :desc => "How many before it ends"
    def watch
      require "ovirt_net/cli/watch"
      WatchCommand.new(options).run
    end

    desc "install", "Takes this gem into ManageIQ's bundle"
    long_desc <<~TEXT, :wrap => false
      After `gem install --local FILE`, and after each upgrade of this gem or of ManageIQ. In ManageIQ's folder, or where BUNDLE_GEMFILE or MANAGEIQ_ROOT
      leads there, without `bundle exec`. Writes bundler.d/ovirt_net.rb, Gemfile.lock and the list of models; no network is needed. If a step fails, ManageIQ is left as it was.
    TEXT
    def install
      require "ovirt_net/cli/install"
      InstallCommand.new.install
    end

    desc "remove", "Takes it out of ManageIQ's bundle again"
    long_desc <<~TEXT, :wrap => false
      Before `gem uninstall`, and after `rake ovirt_net:give_back`. If a step fails, ManageIQ is left as it was.
    TEXT
    def remove
      require "ovirt_net/cli/install"
      InstallCommand.new.remove
    end

    desc "version", "The version"
    def version
      puts(VERSION)
    end
  end
end

require "ovirt_net/cli/plain"
