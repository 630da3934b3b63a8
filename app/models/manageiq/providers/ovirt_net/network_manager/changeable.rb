# A row that can be changed at the provider.
module ManageIQ::Providers::OvirtNet::NetworkManager::Changeable
  extend ActiveSupport::Concern

  class_methods do
    def payload(manager, options, record = nil)
      ManageIQ::Providers::OvirtNet::NetworkManager::Payload.new(manager, options, record)
    end
  end

  private

  def change(error, payload = nil, &block)
    manager!(error).change(error, payload, &block)
  end

  # @param doing [String] what the user whose task it is reads of it
  def change_and_tell(error, doing, payload = nil, &block)
    manager!(error).change_and_tell(error, doing, payload, &block)
  end

  def manager!(error)
    raise error, unmanaged if unmanaged

    ext_management_system
  end

  # @param notification [Symbol] what tells the users how it went
  def change_and_notify(notification, error, &block)
    notify(notification) { change(error, &block) }
  end

  # @return what the block returns
  def notify(notification)
    result = nil
    with_notification(notification, :options => {:subject => self}) { result = yield }
    result
  end

  def payload(options)
    self.class.payload(ext_management_system, options, self)
  end

  def unmanaged
    _("%{name} belongs to no network provider any more") % {:name => name} if ext_management_system.nil?
  end

  def in_use_by_vms
    _("%{name} has virtual machines: %{vms}. Remove their vNICs first.") % {:name => name, :vms => listed(vms)} if number_of(:vms) > 0
  end

  def listed(records)
    names = records.order(:name).limit(4).map(&:name)
    names.size > 3 ? "#{names.first(3).join(", ")}, …" : names.join(", ")
  end
end
