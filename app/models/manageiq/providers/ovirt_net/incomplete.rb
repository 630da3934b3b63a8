require "ovirt_net/check"

# What the last refresh of a network manager could not store: lists that were refused, and objects that vanished and are kept for a
# while. This is stored in the manager's options. If it is lost, the next refresh finds it again.
class ManageIQ::Providers::OvirtNet::Incomplete
  STATE    = :incomplete
  ACCEPTED = :vanished_accepted_at

  # A refresh ends with it when all else is stored.
  class Error < MiqException::Error; end

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [Array<Hash>] see Inventory::UnreadLists#to_a; without what others have made of it
  def unread
    @manager.noted(STATE)[:unread].then { |lists| lists.kind_of?(Array) ? lists.select { |list| usable_list?(list) } : [] }
  end

  # @return [Hash{Symbol => Hash}] see Inventory::VanishedObjects#noted; likewise
  def vanished
    @manager.noted(STATE)[:vanished].then { |tables| tables.kind_of?(Hash) ? tables.select { |table, told| usable_count?(table, told) } : {} }
  end

  # Saved when the manager is.
  #
  # @param unread [Array<Hash>] as of #unread
  # @param vanished [Hash] as of #vanished
  # @param is_whole [Boolean] whether all lists were asked for: what a user has accepted is done then
  def note(unread, vanished, is_whole:)
    before  = sentences
    noted   = {:unread => unread.presence, :vanished => vanished.presence}.compact
    kept    = options.except(STATE, *(ACCEPTED if is_whole))
    changed = noted.empty? ? kept : kept.merge(STATE => noted)
    @manager.options = changed if changed != options
    log(before)
  end

  # To be called when a user asks for a refresh: what has vanished may be deleted.
  def accept_vanished
    @manager.update!(:options => options.merge(ACCEPTED => Time.now.utc.round(3)))
  end

  # @return [Boolean] whether a user has said so, not longer ago than what vanished would be kept for
  def vanished_accepted?(now)
    asked = options[ACCEPTED]
    asked.kind_of?(Time) && asked <= now && asked + grace >= now
  end

  # @return [Integer] seconds for which what vanished is kept
  def grace
    ManageIQ::Providers::OvirtNet::Setting[:removal_grace_period]
  end

  # @return [Boolean] whether what is stored of ports can be other than what the provider has
  def concerns_ports?
    vanished.any? || unread.any? { |list| list[:list] == "ports" }
  end

  # @return [Array<String>] what is not as the provider has it, and what to do about it; empty where all is
  def sentences
    unread.group_by { |list| list.values_at(:code, :missing, :words) }.values.map { |lists| refused_in_words(lists) } + [(vanished_in_words if vanished.any?)].compact
  end

  # Where it is raised says nothing, and would fill ManageIQ's log at each refresh.
  #
  # @return [Error, nil]
  def error
    Error.new(sentences.join(" ")).tap { |err| err.set_backtrace([]) } if sentences.any?
  end

  private

  def options
    @manager.options.to_h
  end

  def usable_list?(list)
    list.kind_of?(Hash) && list.values_at(:list, :message).all?(String) && list[:asked_at].kind_of?(Time) && ::OvirtNet::Code[list[:code]].present? &&
      (list[:objects].nil? || (list[:objects].kind_of?(Array) && list[:objects].all? { |object| object.kind_of?(Hash) && object[:id] }))
  end

  def usable_count?(table, told)
    table.kind_of?(Symbol) && told.kind_of?(Hash) && told[:since].kind_of?(Time) && told.values_at(:gone, :stored).all?(Integer)
  end

  # The name comes first: the page shows no more than a line.
  #
  # @param lists [Array<Hash>] that are refused for the same reason
  def refused_in_words(lists)
    first   = lists.first
    objects = lists.flat_map { |list| list[:objects].to_a }.map { |object| title(object) }.uniq
    broken  = objects.any? ? "#{(objects.one? ? _("%{objects} is broken") : _("%{objects} are broken")) % {:objects => objects.to_sentence.upcase_first}}: " : ""
    remedy  = ::OvirtNet::Code[first[:code]].remedy_for(first[:missing])
    _("%{broken}%{message}. The stored %{lists} are unchanged; everything else was refreshed. %{remedy}") %
      {:broken => broken, :message => first[:message], :lists => lists.map { |list| list[:list] }.to_sentence, :remedy => remedy}
  end

  def title(object)
    of = object[:of] ? _(" of security group \"%{name}\"") % {:name => object[:of]} : ""
    object[:name] ? "#{object[:kind]} \"#{object[:name]}\" (#{object[:id]})#{of}" : "#{object[:kind]} #{object[:id]}#{of}"
  end

  def vanished_in_words
    counts = vanished.map { |table, told| _("%{gone} of %{stored} %{kind}") % {:gone => told[:gone], :stored => told[:stored], :kind => table.to_s.humanize.downcase} }
    _("The provider no longer lists %{counts}. They are kept until %{time} in case they come back, and are deleted then. To delete them now, refresh " \
      "the network provider; if OVN's database was lost, restore it.") % {:counts => counts.to_sentence, :time => moment(vanished.values.map { |told| told[:since] }.max + grace)}
  end

  def moment(time)
    time.utc.strftime("%F %T UTC")
  end

  def log(before)
    header = "EMS: [#{@manager.name}], id: [#{@manager.id}]"
    after  = sentences
    (after - before).each { |sentence| $ovirt_net_log.error("#{header} #{sentence}") }
    $ovirt_net_log.info("#{header} The refresh is complete again") if after.empty? && before.any?
  end
end
