require "ovirt_net"
require "uri"
require "ovirt_net/check/attempt"
require "ovirt_net/check/certificate"
require "ovirt_net/check/connection"
require "ovirt_net/check/remedy"
require "ovirt_net/check/report"

module OvirtNet
  # Whether a provider can be refreshed, step by step, from name to lists. Nothing is changed anywhere. The provider gets what a
  # refresh asks it for: one login, and each list once.
  class Check
    # How many seconds a look at the certificate may take: the login before has shown that there is one.
    PATIENCE = 10

    # @return [Inventory, nil] all that was read; nil where a list failed
    attr_reader :inventory

    # @param options [Hash] of Client.new
    # @param report [Report] gets the steps
    def initialize(options, report)
      @options  = Client::DEFAULTS.merge(options.compact)
      @report   = report
      @attempts = {}
    end

    # @return [Boolean] whether all of it works
    def run
      settings && name && connection && certificate && login && catalog && network_service && user && lists && notes
    end

    private

    attr_reader :report

    def settings
      report.step("settings") do
        @client   = Client.new(**@options)
        @endpoint = OvirtNet.endpoint(@options[:authentication_url])
        @read     = Inventory.build
        "#{@options[:authentication_url]}, user #{@options[:username]}, #{trust}"
      end
    end

    def trust
      return "not encrypted" if @endpoint[:security_protocol] != "ssl"
      return "certificate not verified" unless @options[:verify_ssl]

      "certificate verified with #{"the given CA and " if @options[:certificate_authority]}the system's CAs"
    end

    # With a proxy, names and ports of the provider are its matter.
    def proxy
      given    = @options[:proxy].to_s.strip
      @proxy ||= URI(given.include?("://") ? given : "http://#{given}") unless ["", "none"].include?(given.downcase)
    end

    def name
      host = proxy ? proxy.hostname : @endpoint[:hostname]
      report.step("name") { "#{"proxy " if proxy}#{host} is #{Connection.addresses(host).join(", ")}" }
    end

    def connection
      report.step("connection") { reach(@endpoint[:hostname], @endpoint[:port]) }
    end

    # @param remedy [String, nil] what else than usual to do where it cannot be reached
    def reach(host, port, remedy = nil)
      host, port, remedy = proxy.hostname, proxy.port, Remedy.of(:proxy_unreachable) if proxy
      address = Connection.try(host, port, @options[:connect_timeout])
      "#{"proxy " if proxy}#{host} can be reached on port #{port}#{" (#{address})" if address != host}"
    rescue ConnectionError => err
      raise unless remedy

      Report.failed(err.message, :remedy => remedy, :error => err)
    end

    # What the certificate says is looked at here. Whether it is accepted is the client's to say: its login shows that.
    def certificate
      return true if proxy || @endpoint[:security_protocol] != "ssl"

      report.step("certificate") do
        error = attempt(:login).error
        seen  = look
        raise error if error.kind_of?(CertificateError) || (seen.error && error)

        seen.error ? Report.warning("it is accepted, but could not be read: #{seen.error.message}") : seen.value.outcome
      end
    end

    # @return [Attempt] a look at the certificate
    def look
      Attempt.of { Certificate.of(*@endpoint.values_at(:hostname, :port), @options[:connect_timeout].clamp(0, PATIENCE)) }
    end

    def login
      report.step("login") do
        attempt(:login).value
        Report.ok("#{@options[:username]} is logged in", :seconds => attempt(:login).seconds)
      rescue ConnectionError => err
        raise if proxy || @endpoint[:security_protocol] == "ssl" || err.code != :connection_broke || look.error

        Report.failed("#{err.message}; it speaks TLS", :remedy => Remedy.of(:only_tls), :error => err)
      end
    end

    def catalog
      report.step("catalog") do
        services = @client.catalog.select { |entry| entry[:type] == "network" }
        used     = services.filter_map { |entry| entry[:used] }.first
        # Nothing is sent then: the client says what it lacks.
        @client.read_list(LISTS.first, @read) unless used

        @network = URI(used)
        listed   = services.map { |entry| entry[:url] }.uniq
        details  = {:used => used, :listed => listed}
        next Report.ok("the network service is at #{used}", :details => details) if listed.any? { |url| names_network?(url) }

        Report.warning("the network service is at #{used}, though the catalog says #{listed.join(", ")}", :remedy => Remedy::LOOPBACK, :details => details)
      end
    end

    # A catalog may lack the brackets of an IPv6 address.
    def names_network?(url)
      url.match?(%r{//\[?#{Regexp.escape(@network.hostname)}\]?(:\d+)?(/|\z)}i)
    end

    def network_service
      report.step("network service") { reach(@network.hostname, @network.port, Remedy.of(:service_unreachable)) }
    end

    # A login alone does not show whether the user may read: a list does, the first of which is the shortest.
    def user
      report.step("user") do
        first = attempt(LISTS.first)
        first.value if [AuthenticationError, SingleSignOnError].any? { |kind| first.error.kind_of?(kind) }

        "#{@options[:username]} may read"
      end
    end

    # All are tried, so that each that fails is seen; but where one is refused or gets no answer, the others would be, too.
    def lists
      LISTS.each do |list|
        read(list)
        break if hopeless?(attempt(list).error)
      end
      complete if LISTS.all? { |list| @attempts.key?(list) && attempt(list).error.nil? }
      !@inventory.nil?
    end

    # What only all lists together show
    def complete
      report.step("inventory") do
        @client.complete(@read)
        @inventory = @read
        "#{@read.counts.values.sum} rows in #{@read.tables.size} tables"
      end
    end

    def hopeless?(error)
      [AuthenticationError, ConnectionError, SingleSignOnError].any? { |kind| error.kind_of?(kind) }
    end

    def read(list)
      report.step("list of #{list}", :details => {:list => list}) do
        number  = attempt(list).value
        details = {:list => list, :objects => number}
        seconds = attempt(list).seconds
        next Report.ok("#{number} #{number == 1 ? "object" : "objects"}", :seconds => seconds, :details => details) if number

        Report.warning("this provider has no such list; the stored rows stay", :seconds => seconds, :details => details)
      end
    end

    # @param what [Symbol, String] :login or a list
    def attempt(what)
      @attempts[what] ||= Attempt.of { what == :login ? @client.login : @client.read_list(what, @read) }
    end

    def notes
      @inventory.notes.each { |note| report.step("note") { Report.warning(note) } }
      true
    end
  end
end
