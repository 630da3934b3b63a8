# Finds duplicates that the provider accepts but users cannot tell apart: a second object of the same name, a second network on the same VLAN.
class ManageIQ::Providers::OvirtNet::NetworkManager::DuplicateCheck
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager] among whose stored rows a duplicate is looked for
  # @param record the row that is changed, which is no duplicate of itself
  def initialize(manager, record = nil)
    @manager = manager
    @record  = record
  end

  # @param given [Hash] for OvirtNet::Client#create_network or #update_network
  # @raise [::OvirtNet::InvalidChangeError]
  def refuse_network(given)
    refuse_name(:cloud_networks, given)
    case given[:network_type].to_s
    when "flat" then refuse_place(:physical_network, given)
    when "vlan" then refuse_place(:segmentation_id, given)
    end
  end

  # @param rows [Symbol] which of the manager's
  # @param given [Hash] with the +:name+
  # @raise [::OvirtNet::InvalidChangeError]
  def refuse_name(rows, given)
    name = given[:name].to_s.strip
    return if name.empty? || record&.name == name || !manager.refuse_duplicates?

    refuse(:name, name, _("this network provider already has this name")) if find(rows, :name => name, **tenant(given))
  end

  private

  attr_reader :manager, :record

  # @param field [Symbol] the attribute that makes the difference on a physical network
  def refuse_place(field, given)
    return unless manager.refuse_duplicates?

    type, physical_network, vlan = given.values_at(:network_type, :physical_network, :segmentation_id).map { |value| value.to_s.strip.presence }
    other = find(:cloud_networks, :provider_network_type => type, :provider_physical_network => physical_network, :provider_segmentation_id => vlan)
    refuse(field, given[field], there_already(other)) if other
  end

  def there_already(other)
    return _("a network that you may not see already uses it") unless manager.class::VisibleNames.new.visible?(other)

    _("the network %{name} already uses it") % {:name => other.name.inspect}
  end

  # What holds a character that PostgreSQL cannot is not there; the client refuses it in words.
  def find(rows, attributes)
    return if attributes.values.any? { |value| value.to_s.include?("\0") }

    manager.public_send(rows).where.not(:id => record&.id).find_by(attributes)
  end

  # The same name in another tenant is another's.
  def tenant(given)
    ref = given[:tenant_id] || record&.cloud_tenant&.ems_ref
    ref ? {:cloud_tenant => [nil, *manager.cloud_tenants.where(:ems_ref => ref)]} : {}
  end

  def refuse(field, value, reason)
    problem = _("is \"%{value}\", and %{reason}; give another, or allow duplicates with the setting refuse_duplicates") % {:value => value, :reason => reason}
    raise ::OvirtNet::InvalidChangeError.of(field, problem)
  end
end
