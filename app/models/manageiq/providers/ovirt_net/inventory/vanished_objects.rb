# Decides whether objects that the provider no longer lists are deleted. A new OVN database, or one from an old backup, gives valid lists
# without most of the objects. Deleting their rows would lose their tags. If other objects appear instead, the objects were replaced.
#
# Such objects are kept until they have been gone for a while, or until a user refreshes.
class ManageIQ::Providers::OvirtNet::Inventory::VanishedObjects
  # Of a few objects, even all that there are of a kind are deleted at once.
  FEW = 5

  # Of no more in all, they are.
  FEW_IN_ALL = 3

  # Rules are replaced in numbers whenever a group is edited.
  REPLACED = %i[firewall_rules].freeze

  # The provider has a tenant whatever else it has.
  NOT_COUNTED = [:cloud_tenants, *REPLACED].freeze

  # @param counts [Hash{Symbol => Array(Integer, Integer, Integer, Integer)}] see OvirtNet::Delta#vanished
  # @param tables [Array<Symbol>] that were read
  # @param known [Hash{Symbol => Hash}] what #noted was at the last refresh
  # @param grace [Integer] seconds after which they are taken for gone
  # @param accepted [Boolean] whether a user wants that now
  # @param now [Time]
  def initialize(counts, tables:, known:, grace:, accepted:, now:)
    @counts   = counts
    @tables   = tables
    @known    = known
    @grace    = grace
    @accepted = accepted
    @now      = now
  end

  # @return [Boolean] whether nothing is to be deleted by this refresh
  def kept?
    !@accepted && doubtful? && gone.keys.any? { |table| since(table) + @grace > @now }
  end

  # What was not read is as it was.
  #
  # @return [Hash{Symbol => Hash}] by table +:since+ when, how many are +:gone+ and how many are +:stored+; nothing where they are deleted
  def noted
    others = @known.except(*@tables)
    return others unless kept?

    others.merge(gone.to_h { |table, (number, stored)| [table, {:since => since(table), :gone => number, :stored => stored}] })
  end

  private

  def gone
    @gone ||= @counts.select { |_table, (number)| number.positive? }
  end

  # What is kept already is in doubt until it is there again.
  def doubtful?
    gone.any? { |table, numbers| @known.key?(table) || numbers.last.positive? || most?(table) } || most_in_all? || all?
  end

  def most?(table)
    !REPLACED.include?(table) && most_of?(*@counts[table].first(3))
  end

  def most_in_all?
    most_of?(*in_all)
  end

  def most_of?(number, stored, listed)
    number >= FEW && listed * 2 < stored
  end

  def all?
    number, _stored, listed = in_all
    listed.zero? && number >= FEW_IN_ALL
  end

  # @return [Array(Integer, Integer, Integer)] how many are gone, stored and listed
  def in_all
    @counts.except(*NOT_COUNTED).values.transpose.first(3).map(&:sum).presence || [0, 0, 0]
  end

  # A clock that was put back must not keep them for longer.
  def since(table)
    [@known.dig(table, :since), @now].compact.min
  end
end
