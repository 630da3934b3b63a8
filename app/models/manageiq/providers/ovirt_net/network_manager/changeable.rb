# A row that can be changed at the provider.
module ManageIQ::Providers::OvirtNet::NetworkManager::Changeable
  extend ActiveSupport::Concern

  class_methods do
    def payload(manager, options, record = nil)
      ManageIQ::Providers::OvirtNet::NetworkManager::Payload.new(manager, options, record)
    end

    # Has methods that queue a change refuse it while the network manager is paused: ManageIQ would drop the message, and its task would
    # wait for ever.
    def refuse_while_paused(*methods)
      prepend(Module.new do
        methods.each do |method|
          define_method(method) do |*arguments|
            ext_management_system&.refuse_paused
            super(*arguments)
          end
        end
      end)
    end
  end

  # As the object's page counts them: the column of the same name, by which ManageIQ's lists sort, has a VM once for each of its vNICs.
  def total_vms
    number_of(:vms)
  end

  private

  def change(error, payload = nil, &block)
    manager!(error).change(error, payload, &block)
  end

  # @param doing [String] what the user whose task it is reads of it
  def change_and_notify(error, doing, payload = nil, &block)
    manager!(error).change_and_notify(error, doing, payload, &block)
  end

  def manager!(error)
    raise error, unmanaged if unmanaged

    ext_management_system
  end

  def payload(options)
    self.class.payload(ext_management_system, options, self)
  end

  def unmanaged
    _("%{name} no longer belongs to a network provider") % {:name => name} if ext_management_system.nil?
  end

  def paused
    ext_management_system&.paused
  end

  def in_use_by_vms
    _("%{name} has virtual machines: %{vms}. Remove their vNICs first.") % {:name => name, :vms => listed(vms)} if number_of(:vms) > 0
  end

  def listed(records, &title)
    ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.list(records, &title)
  end
end
