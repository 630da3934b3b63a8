# Base of the data driven forms, with only the fields that the provider supports.
class ManageIQ::Providers::OvirtNet::NetworkManager::EntityForm
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param record the row to be changed; nil for a new one
  def initialize(manager, record = nil)
    @manager = manager
    @record  = record
  end

  def create
    {:fields => fields}
  end

  def update
    {:fields => fields}
  end

  private

  attr_reader :manager, :record

  def text(name, label, **field)
    {:component => "text-field", :id => name, :name => name, :label => label, **field}
  end

  def select(name, label, options, **field)
    {:component => "select", :id => name, :name => name, :label => label, :options => options, :includeEmpty => true, **field}
  end

  def switch(name, label, **field)
    {:component => "switch", :id => name, :name => name, :label => label, :onText => _("Yes"), :offText => _("No"), **field}
  end

  def sub_form(name, title, fields, **field)
    {:component => "sub-form", :id => name, :name => name, :title => title, :fields => fields, **field}
  end

  def required(*validators)
    {:isRequired => true, :validateOnMount => true, :validate => [{:type => "required", :message => _("Required")}, *validators]}
  end

  # Whoever reads of it only when the form has been sent has to fill it in once more.
  def between(least, most)
    message = _("%{least} to %{most}") % {:least => least, :most => most}
    [{:type => "min-number-value", :value => least, :message => message}, {:type => "max-number-value", :value => most, :message => message}]
  end

  def fixed
    {:isDisabled => !record.nil?}
  end

  # Chosen already where there is one; the field of another manager must not keep its choice.
  def tenant(name)
    tenants = visible(manager.cloud_tenants).to_a | own(:cloud_tenant)
    chosen  = tenants.size == 1 ? {:initialValue => tenants.first.id.to_s} : {}
    select(name, _("Cloud Tenant"), choices(tenants), :key => "id-#{manager.id}", **required, **fixed, **chosen)
  end

  # @param rows [ActiveRecord::Relation]
  # @return [ActiveRecord::Relation] those that the user of the form may see
  def visible(rows)
    ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible(rows)
  end

  # @return [Array] what the record that is changed has, which stays among the choices
  def own(attribute)
    record.respond_to?(attribute) ? [record.public_send(attribute)].compact : []
  end

  def choices(records)
    records.map { |record| {:label => record.name, :value => record.id.to_s} }
  end
end
