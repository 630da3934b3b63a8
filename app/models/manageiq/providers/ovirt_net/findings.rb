# What is misconfigured, of what is stored of a network manager and of its oVirt provider: each finding has a code, an object, a reason
# and a remedy.
class ManageIQ::Providers::OvirtNet::Findings
  ROWS = ManageIQ::Providers::OvirtNet::Reachability::ROWS

  # It is seen by who sees its group.
  RULE = "security_group_rule".freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param names [ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames] of whoever reads them
  # @param in_ovirt [InOvirt] the findings of ManageIQ's own rows
  def initialize(manager, names = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new, in_ovirt = InOvirt.new(manager))
    @manager  = manager
    @names    = names
    @in_ovirt = in_ovirt
  end

  # @return [Array<Hash>] see ::OvirtNet::Inventory#findings: those all of whose objects the reader may see
  # @raise [StoredSite::NotReadYet]
  def to_a
    @to_a ||= everything? ? all : all.select { |finding| [finding[:object], *finding[:others]].all? { |object| seen?(object) } }
  end

  # @return [Integer] how many there are besides
  def hidden
    all.size - to_a.size
  end

  # @return [Hash{Array(String, String) => ApplicationRecord}] rows of the objects, by kind and ems_ref
  def records
    @records ||= refs(to_a).each_with_object({}) do |(kind, found), records|
      rows(kind).where(:ems_ref => found).each { |row| records[[kind, row.ems_ref]] = row }
    end
  end

  private

  attr_reader :manager, :names

  def all
    @all ||= ManageIQ::Providers::OvirtNet::StoredSite.new(manager).read.findings + @in_ovirt.confirmed
  end

  def everything?
    names.everything?
  end

  def seen?(object)
    return true if object[:kind] == RULE # its group is among the others

    ROWS.key?(object[:kind]) && visible.fetch(object[:kind]).include?(object[:id])
  end

  def visible
    @visible ||= refs(all).to_h { |kind, found| [kind, names.visible(rows(kind).where(:ems_ref => found)).pluck(:ems_ref).to_set] }
  end

  def rows(kind)
    manager.public_send(ROWS.fetch(kind))
  end

  def refs(findings)
    findings.flat_map { |finding| [finding[:object], *finding[:others]] }.select { |object| ROWS.key?(object[:kind]) }
            .group_by { |object| object[:kind] }.transform_values { |objects| objects.pluck(:id).uniq }
  end
end
