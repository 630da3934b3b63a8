# The result of an import, as a message for its user.
class ManageIQ::Providers::OvirtNet::Import::Outcome
  Refusal = ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal

  # @return [Array<String>] what was done, such as "imported into Default"
  attr_reader :steps

  # @return [Array<String>] what could not be done, and why
  attr_reader :missing

  # @return [Array<String>] what explains what is there
  attr_reader :notes

  # @return [Array<String>] the data centers that have it
  attr_reader :data_centers

  # @param network [ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork]
  # @param created [Boolean] whether it is new
  def initialize(network, created)
    @network = network
    @created = created
    @steps, @missing, @notes, @data_centers = [], [], [], []
  end

  # Notes what is missing, and lets the rest go on.
  #
  # @param where [String, nil]
  # @return what the block returns; nil where that was refused
  def attempt(where = nil)
    yield
  rescue Refusal => err
    $ovirt_net_log.warn("import of #{@network.name} (#{@network.ems_ref}): #{err.message}")
    missing << [where, err.message].compact.join(": ")
    nil
  end

  def done?
    missing.empty?
  end

  # @return [Boolean] whether there is more to tell than that nothing was asked for
  def worth_telling?
    steps.any? || data_centers.any? || !done?
  end

  # @return [String] such as "blue was created, imported into Default, attached to clusters A and B."
  def message
    words = [@created ? _("created") : nil, *steps].compact
    [
      (_("%{name} was %{steps}.") % {:name => @network.name, :steps => words.join(", ")} if words.any?),
      (_("oVirt has %{name} in %{data_centers}.") % {:name => @network.name, :data_centers => data_centers.to_sentence} if steps.empty? && data_centers.any?),
      *notes.map { |note| "#{note}." },
      (_("Import incomplete: %{missing}. Fix this and import it again.") % {:missing => missing.join("; ")} unless done?)
    ].compact.join(" ")
  end
end
