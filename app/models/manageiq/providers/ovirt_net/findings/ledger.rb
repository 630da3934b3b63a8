require "digest"

# Which findings of a network manager are known, and which of its subnets are nearly full: what appears and what disappears becomes an event.
#
# It is looked at once after refreshes and changes that have stored something, by a message in the queue; one that stored nothing costs nothing.
# It is kept in the manager's options; if it is lost, the next look takes what it finds for known.
class ManageIQ::Providers::OvirtNet::Findings::Ledger < ManageIQ::Providers::OvirtNet::NetworkManager::OptionNotes
  KEY    = :findings
  METHOD = "look_for_findings".freeze

  # Changes come in groups.
  DELAY = 1.minute

  # What does not match with oVirt is looked at again, until oVirt has been read.
  AGAIN = 15.minutes

  # Findings whose sentences are kept; of more, only how many there are of each kind
  MOST = 200

  APPEARED    = "network_finding.appeared".freeze
  GONE        = "network_finding.gone".freeze
  NEARLY_FULL = "cloud_subnet.nearly_full".freeze

  # To be called when rows were written, in their transaction.
  def queue(delay = DELAY)
    return unless enabled?

    message = {:class_name => manager.class.name, :instance_id => manager.id, :method_name => METHOD, :queue_name => MiqGenericWorker.default_queue_name, :zone => manager.my_zone}
    ExtManagementSystem.transaction(:requires_new => true) do
      MiqQueue.put_or_update(message) { |queued, item| item.merge(:deliver_on => Time.now.utc + delay) unless queued }
    end
  rescue Timeout::Error
    raise # is the queue's, of all that is being done
  rescue => err
    # All of it is to be done again.
    raise if ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.transient?(err)

    $ovirt_net_log.error("EMS: [#{manager.name}], id: [#{manager.id}] Findings are not looked for: #{err.class}: #{err.message}")
  end

  # @return [Hash{String => Time}] since when what does not match with oVirt is known, by its key
  def waiting
    noted.fetch(:waiting, {})
  end

  # Tells what has changed since the last look.
  def look
    return unless enabled? && manager.enabled?

    in_ovirt = ManageIQ::Providers::OvirtNet::Findings::InOvirt.new(manager)
    findings = ManageIQ::Providers::OvirtNet::Findings.new(manager, everybody, in_ovirt).to_a
    full     = nearly_full
    events   = first? ? [] : changes(findings) + full.except(*noted.fetch(:full, [])).values
    tell(events)
    note(findings, in_ovirt, full)
  rescue ManageIQ::Providers::OvirtNet::StoredSite::NotReadYet => err
    $ovirt_net_log.debug("EMS: [#{manager.name}], id: [#{manager.id}] #{err.message}")
  end

  private

  attr_reader :manager

  def enabled?
    setting[:findings, :enabled]
  end

  def setting
    ManageIQ::Providers::OvirtNet::Setting
  end

  # As of events: who sees those of a network manager sees their texts.
  def everybody
    ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new(nil)
  end

  def noted
    @noted ||= of(manager.options)
  end

  def first?
    !noted.key?(:known)
  end

  def changes(findings)
    before, after = noted[:known], known(findings)
    return counted(before, after) unless before.keys.all?(String) && after.keys.all?(String)

    appeared = findings.reject { |finding| before.key?(digest(finding)) }.map { |finding| event(APPEARED, "#{finding[:why]} #{finding[:remedy]}", finding[:object][:id], finding) }
    gone     = before.except(*after.keys).values.map { |why| event(GONE, _("No longer: %{finding}") % {:finding => why}) }
    appeared + gone
  end

  # By code: there are too many to name them.
  def counted(before, after)
    before, after = [before, after].map { |known| known.select { |code, _count| code.kind_of?(Symbol) } }
    (before.keys | after.keys).filter_map do |code|
      was, is = before.fetch(code, 0), after.fetch(code, 0)
      event(is > was ? APPEARED : GONE, _("There are %{is} findings of the kind %{code} now; there were %{was}.") % {:is => is, :code => code, :was => was}) if is != was
    end
  end

  # @return [Hash] sentences by digest, or counts by code
  def known(findings)
    findings.size > MOST ? findings.pluck(:code).tally : findings.to_h { |finding| [digest(finding), finding[:why]] }
  end

  def digest(finding)
    Digest::SHA256.hexdigest([finding[:code], finding[:object][:id], *finding[:others].pluck(:id).sort].join(" "))[0, 12]
  end

  # @return [Hash{String => Hash}] events by ems_ref of subnets
  def nearly_full
    subnets = manager.cloud_subnets.to_a
    usages  = ManageIQ::Providers::OvirtNet::AddressUsage.of(subnets)
    subnets.filter_map do |subnet|
      usage   = usages[subnet.id] or next
      percent = ManageIQ::Providers::OvirtNet::AddressUsage.percent(usage)
      next if percent < setting[:nearly_full]

      words = ManageIQ::Providers::OvirtNet::AddressUsage.words(usage)
      [subnet.ems_ref, event(NEARLY_FULL, _("The subnet \"%{name}\" (%{range}) is nearly full: %{usage}.") % {:name => subnet.name, :range => subnet.cidr, :usage => words}, subnet.ems_ref, usage)]
    end.to_h
  end

  def event(type, message, ref = nil, data = {})
    {:event_type => type, :message => message, :ems_ref => ref, :full_data => data}
  end

  def tell(events)
    told = events.first(setting[:events, :limit]).reject { |event| manager.filtered_event_names.include?(event[:event_type]) }
    ManageIQ::Providers::OvirtNet::Inventory::EventQueue.put(manager.id, told)
  end

  def note(findings, in_ovirt, full)
    now     = Time.now.utc.round(3)
    waiting = in_ovirt.candidates.to_h { |finding| in_ovirt.key(finding).then { |key| [key, self.waiting.fetch(key, now)] } }
    change { {:known => known(findings), :waiting => waiting, :full => full.keys} }
    queue(AGAIN) if waiting.size > findings.count { |finding| waiting.key?(in_ovirt.key(finding)) }
  end
end
