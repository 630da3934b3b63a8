require "ovirt_net/check"

# Tests a network manager step by step, from the discovery to the stored rows. It writes nothing.
class ManageIQ::Providers::OvirtNet::Check
  Report = ::OvirtNet::Check::Report

  # How many differing objects of a table are named in a sentence; programs get all.
  NAMED = 10

  # On its own page the item is grey unless the credentials are valid.
  WHERE_TO_REFRESH = "(in the list of network providers: Configuration, Refresh Relationships and Power States)".freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [String] whom it is about
  def title
    "network manager #{manager.name} (#{manager.id})#{whose}"
  end

  # @return [::OvirtNet::Client] with what is stored of user and trust
  def client
    manager.connect
  rescue MiqException::Error => err
    raise ::OvirtNet::InvalidOptionError, err.message
  end

  # @return [ManageIQ::Providers::OvirtNet::Reachability]
  def reachability
    ManageIQ::Providers::OvirtNet::Reachability.new(manager)
  end

  # @return [Array<Hash>] see ::OvirtNet::Inventory#exposure; of what is stored
  def exposure
    ManageIQ::Providers::OvirtNet::StoredSite.new(manager).read.exposure
  end

  # @return [Array<Hash>] see ::OvirtNet::Inventory#findings; of what is stored, and what does not match with oVirt
  def findings
    ManageIQ::Providers::OvirtNet::Findings.new(manager).to_a
  end

  # @return [::OvirtNet::Topology] of what is stored
  def topology
    ManageIQ::Providers::OvirtNet::Topology.new([manager]).read
  end

  # @param report [::OvirtNet::Check::Report] gets the steps
  def check(report)
    @report = report
    hooks
    state
    discovery
    refresh
    # What is stored comes first, as in a refresh: what is made meanwhile must not look like what is gone.
    return unless credentials && stored_rows

    provider = ::OvirtNet::Check.new(manager.provider_connection.options, report)
    is_fine  = provider.run
    keep_rejection
    tables(provider.inventory) if is_fine
  end

  private

  attr_reader :manager, :report

  def whose
    return " of the oVirt provider #{manager.parent_manager.name}" if manager.parent_manager

    manager.made_by_hand? ? ", which was added by hand" : " of the oVirt provider that is gone"
  end

  # Told where something is missing: each is for a part of the pages or of ManageIQ's work.
  def hooks
    problems = ManageIQ::Providers::OvirtNet::Hooks.problems
    return if problems.empty?

    report.step("hooks into ManageIQ") do
      Report.warning(problems.join("; "), :remedy => "Restart ManageIQ. If the problem remains, this release of ManageIQ is not supported: update this gem.", :details => {:hooks => problems})
    end
  end

  def state
    report.step("manager") do
      next Report.ok("#{manager.emstype}, zone #{manager.zone&.name}") if manager.enabled? && (manager.parent_manager ? manager.parent_manager.enabled? : manager.made_by_hand?)

      Report.warning("it is paused: nothing is refreshed", :remedy => "Resume it on its page, or with rake ovirt_net:resume.")
    end
  end

  def discovery
    report.step("discovery") do
      known = manager.discovered
      if manager.made_by_hand? && (known.empty? || known[:missing_since])
        "was added by hand; #{manager.parent_manager ? "#{manager.parent_manager.name} does not list its network provider" : "belongs to no oVirt provider"}"
      elsif known[:error]
        Report.failed(known[:error], :remedy => "If the message names a network provider, correct it in oVirt (Administration, Providers). Else validate the oVirt provider in " \
                                                "ManageIQ, as its host, user and CA are used for the engine. Then refresh the oVirt provider.")
      elsif known.empty?
        Report.warning("no discovery has succeeded yet", :remedy => "Refresh the oVirt provider.")
      elsif manager.endpoint_edited?
        Report.warning("follows #{known[:name]} of oVirt, but its endpoint was edited: oVirt says #{address(known[:endpoint])}",
                       :remedy => "Empty the host name of the network manager to follow oVirt again.")
      else
        "follows #{known[:name]} of oVirt at #{address(manager.known_endpoint)}"
      end
    end
  end

  def address(endpoint)
    "#{endpoint[:security_protocol] == "ssl" ? "https" : "http"}://#{endpoint[:hostname]}:#{endpoint[:port]}"
  end

  def refresh
    report.step("last refresh") do
      next Report.failed(manager.last_refresh_error, :remedy => "The other steps show whether the problem still exists.", :details => incomplete) if manager.last_refresh_error
      next Report.warning("not refreshed yet", :remedy => "Refresh it #{WHERE_TO_REFRESH}.") unless manager.last_refresh_success_date

      "succeeded at #{manager.last_refresh_success_date.utc.strftime("%F %R UTC")}"
    end
    followed
    report.step("certificate in oVirt") { Report.warning(manager.certificate_warning.message, :remedy => ::OvirtNet::Check::Remedy.of(:certificate_expired)) } if manager.certificate_warning.message
  end

  def followed
    report.step("followed") do
      overdue = ManageIQ::Providers::OvirtNet::OverdueRefresh.words(manager)
      next Report.warning("the refresh is overdue: #{overdue}", :remedy => "Until this is fixed, refresh it #{WHERE_TO_REFRESH}.") if overdue

      "networks read #{manager.refresh_status.read(:networks)}; ports read #{manager.refresh_status.read(:ports)}"
    end
    problems = ManageIQ::Providers::OvirtNet::Setting.then { |setting| setting.problems + setting.deprecations }
    report.step("settings of ems_refresh.ovirt_net") { Report.warning(problems.join("; "), :remedy => "Correct it in Settings, Application Settings, Advanced.") } if problems.any?
  end

  # For programs
  def incomplete
    found = {:unread => manager.incomplete.unread, :vanished => manager.incomplete.vanished}.compact_blank
    found if found.any?
  end

  def credentials
    report.step("credentials") do
      manager.connect
      "user #{manager.authentication_userid}, #{manager.inherits_credentials? ? "the oVirt provider's" : "its own"}; #{trust}"
    end
  end

  # The next refresh need not find out that the login is refused.
  def keep_rejection
    rejection = report.steps.filter_map(&:error).find { |error| error.try(:rejection?) }
    manager.rejected_login.note(rejection.code) if rejection
  end

  def trust
    return "trust as the oVirt provider has it" if manager.inherits_trust?

    "trust of its own (#{manager.security_protocol})"
  end

  def stored_rows
    report.step("stored rows") do
      rows = ManageIQ::Providers::OvirtNet::Inventory::StoredRows.new(manager)
      @types   = rows.types
      @stored, = rows.read
      "read from the database"
    end
  end

  def tables(inventory)
    differences = nil
    report.step("tables") do
      delta       = inventory.delta(@stored, @types)
      differences = ManageIQ::Providers::OvirtNet::Inventory::Differences.new(manager, delta).to_h
      rows        = delta.counts.values.sum
      if differences.empty?
        "all #{delta.counts.size} have what the provider has, #{rows} rows"
      else
        Report.differs("#{differences.keys.join(", ")} of #{delta.counts.size} differ from what the provider has",
                       :remedy => "A refresh #{WHERE_TO_REFRESH} corrects this. Report what it does not correct.")
      end
    end
    differences.to_h.each { |table, found| report.step("table #{table}") { Report.differs(sentence(found), :details => {:table => table, :differences => found}) } }
  end

  def sentence(found)
    found.group_by { |difference| difference[:kind] }.map do |kind, objects|
      names = objects.first(NAMED).map { |object| [object[:name], ("(#{object[:columns].join(", ")})" if object[:columns])].compact.join(" ") }
      more  = objects.size - names.size
      "#{objects.size} #{kind}: #{names.join(", ")}#{" and #{more} more" if more > 0}"
    end.join("; ")
  end
end
