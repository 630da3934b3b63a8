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
        In ManageIQ's folder, run `bundle exec ovirt-net`: it uses the network managers with their stored URL, user, password and CAs.
        With --url it uses that provider, without ManageIQ.

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

    class_option :url,             :banner => "URL",     :desc => "URL of the provider's Keystone, such as https://engine.example.com:35357/v2.0 (OVIRT_NET_URL)"
    class_option :user,            :banner => "USER",    :desc => "User, such as admin@internal; asked for if missing (OVIRT_NET_USER)"
    class_option :password_file,   :banner => "FILE",    :desc => "File with the password; asked for if missing (OVIRT_NET_PASSWORD is the password itself)"
    class_option :ca,              :banner => "FILE",    :desc => "PEM file with the engine's CA, in addition to the system's CAs (OVIRT_NET_CA)"
    class_option :verify_ssl,      :type => :boolean,    :desc => "Verify the provider's certificate (OVIRT_NET_VERIFY_SSL)"
    class_option :proxy,           :banner => "URL",     :desc => "HTTP proxy; default: none. http_proxy of the environment is ignored (OVIRT_NET_PROXY)"
    class_option :connect_timeout, :type => :numeric,    :banner => "SECONDS", :desc => "Timeout for the connection (60)"
    class_option :read_timeout,    :type => :numeric,    :banner => "SECONDS", :desc => "Timeout for an answer (600)"
    class_option :manager,         :banner => "NAME|ID", :desc => "In ManageIQ: the network manager or its oVirt provider, if there are several"
    class_option :json,            :type => :boolean,    :desc => "Print JSON"

    desc "check", "Tests each step of a refresh, and prints what to do about failures"
    long_desc <<~TEXT, :wrap => false
      Tests the name, connection, certificate, login, catalog and each list of the provider, and prints how long each took. In ManageIQ it also shows
      the discovery, the user and CAs in use, the last refresh, and whether the tables match the provider. It changes nothing.

      Exit codes: 0 everything works, 1 something is wrong, 2 wrong usage, 3 everything works, but tables differ from the provider.

      In ManageIQ's folder: bundle exec ovirt-net check

      Anywhere: ovirt-net check --url https://engine.example.com:35357/v2.0 --user admin@internal --ca ca.pem
    TEXT
    option :all, :type => :boolean, :desc => "In ManageIQ: all network managers of the region"
    def check
      require "ovirt_net/cli/check"
      CheckCommand.new(options).run
    end

    desc "inventory [LIST ...]", "Prints the provider's objects"
    long_desc <<~TEXT, :wrap => false
      Prints all lists, or only the given ones: tenants, networks, routers, subnets, security-groups, security-group-rules, ports, addresses, floatingips.
      Tables show references by name. JSON and CSV have all columns, with references as the provider's ids.

      JSON is for programs and has unchanged values. CSV is for spreadsheets: invisible characters are replaced by their number, \\u{202e}, and a text
      that looks like a formula gets an apostrophe in front.
    TEXT
    option :format, :enum => %w[table json csv], :desc => "Output format; csv is for one LIST"
    option :rows, :type => :numeric, :banner => "NUMBER", :desc => "Maximum number of rows per list"
    def inventory(*lists)
      require "ovirt_net/cli/inventory"
      InventoryCommand.new(options).run(lists)
    end

    desc "topology", "Draws networks, routers, ports and VMs with their connections"
    long_desc <<~TEXT, :wrap => false
      Draws networks with their subnets, routers, VMs and security groups: as a tree on the terminal, as an SVG picture, or as an HTML
      file with the picture and a list. Many VMs of a network appear as a number; use --focus with the network to show them.

      In ManageIQ it shows the stored objects, with VMs. For a provider (--url) it shows ports, because a provider has no VMs.
    TEXT
    option :format, :enum => %w[text svg html], :desc => "Output format; default: from the file name, or text"
    option :output, :banner => "FILE", :desc => "Write to this file"
    option :title, :banner => "TEXT", :desc => "Title in the browser"
    option :focus, :banner => "NAME|ID", :desc => "Show only the connections of this object"
    option :depth, :type => :numeric, :banner => "1-5", :desc => "Distance from that object in connections (2)"
    option :search, :banner => "TEXT", :desc => "Show only objects with this in their name, range or address, and their connections"
    def topology
      require "ovirt_net/cli/topology"
      TopologyCommand.new(options).run
    end

    desc "reach FROM TO", "Shows whether a packet arrives, and what stops it"
    long_desc <<~TEXT, :wrap => false
      FROM and TO are the id or the name of a port, or an IP address; in ManageIQ also the name of a VM. An address without a port is a host outside OVN, on a physical network.

      ovirt-net reach web1 10.0.0.7 --protocol tcp --port 443

      Each step names what decided: the security groups of a port, a network, a router. If the packet is dropped, the smallest change that lets it pass is shown.

      Exit codes: 0 it arrives, 1 it is dropped, 2 wrong usage, 4 unknown.
    TEXT
    option :protocol, :default => "any", :enum => %w[tcp udp icmp any], :desc => "Protocol; icmp is a ping"
    option :port, :type => :numeric, :banner => "NUMBER", :desc => "Port for tcp and udp; default: all ports"
    def reach(from, to)
      require "ovirt_net/cli/reach"
      ReachCommand.new(options).run(from, to)
    end

    desc "exposure", "Shows what the security groups of each port allow"
    long_desc <<~TEXT, :wrap => false
      Shows for each port of a VM what may be sent to it by anyone, from a range of addresses, or from the ports of a security group. A port without port
      security accepts everything. To find out whether a packet can get there, use `ovirt-net reach`.

      ovirt-net exposure --anyone
    TEXT
    option :anyone, :type => :boolean, :desc => "Show only what is open to anyone"
    def exposure
      require "ovirt_net/cli/exposure"
      ExposureCommand.new(options).run
    end

    desc "findings", "Lists misconfigurations, and what to do about them"
    long_desc <<~TEXT, :wrap => false
      Finds IP and MAC addresses that several ports of a network have, gateways outside their subnets, overlapping subnets on a router, MTUs that do not fit,
      port security without groups and groups without port security, unused groups, redundant rules, and rules that open management ports to anyone.

      Exit codes: 0 nothing found, 1 something found, 2 wrong usage.
    TEXT
    def findings
      require "ovirt_net/cli/findings"
      FindingsCommand.new(options).run
    end

    desc "watch", "Prints changes at the provider as they happen"
    long_desc <<~TEXT, :wrap => false
      Reads the inventory repeatedly, until it is interrupted. The provider serves one request at a time, so the pause between two readings is at least 20
      times as long as the last reading, whatever the interval.
    TEXT
    option :interval, :type => :numeric, :default => 30, :banner => "SECONDS", :desc => "Pause between two readings"
    option :readings, :type => :numeric, :banner => "NUMBER", :desc => "Stop after this number of readings"
    def watch
      require "ovirt_net/cli/watch"
      WatchCommand.new(options).run
    end

    desc "install", "Adds this gem to ManageIQ's bundle"
    long_desc <<~TEXT, :wrap => false
      Run it after `gem install --local FILE`, and after each upgrade of this gem or of ManageIQ. Run it in ManageIQ's folder, or with BUNDLE_GEMFILE or MANAGEIQ_ROOT,
      without `bundle exec`. It writes bundler.d/ovirt_net.rb, Gemfile.lock and the list of models, and needs no network. If a step fails, ManageIQ stays as it was.
    TEXT
    def install
      require "ovirt_net/cli/install"
      InstallCommand.new.install
    end

    desc "remove", "Removes this gem from ManageIQ's bundle"
    long_desc <<~TEXT, :wrap => false
      Run it before `gem uninstall`, and after `rake ovirt_net:give_back`. If a step fails, ManageIQ stays as it was.
    TEXT
    def remove
      require "ovirt_net/cli/install"
      InstallCommand.new.remove
    end

    desc "version", "Prints the version"
    def version
      puts(VERSION)
    end
  end
end

require "ovirt_net/cli/plain"
