# A network manager of the provider, whose tasks are done as a worker does them.
module ChangedNetworks
  TABLES = %w[CloudTenant CloudNetwork NetworkRouter CloudSubnet SecurityGroup FirewallRule NetworkPort CloudSubnetNetworkPort NetworkPortSecurityGroup].freeze

  def manager_of(provider)
    url = URI(provider.identity_url)
    FactoryBot.create(:ems_ovirt_net, :hostname => url.host, :port => url.port, :security_protocol => "non-ssl").tap do |manager|
      manager.parent_manager.default_authentication.update!(:userid => "admin@internal", :password => "123456")
    end
  end

  # Does what a queue method has queued.
  #
  # @return [MiqTask]
  def task_of(task_id)
    message = MiqQueue.find_by!(:miq_task_id => task_id)
    message.update!(:state => "dequeue", :handler => MiqServer.my_server)
    $_miq_worker_current_msg = message
    message.delivered(*message.deliver)
    MiqTask.find(task_id)
  ensure
    $_miq_worker_current_msg = nil
  end

  # What a refresh would change
  def tables
    TABLES.to_h { |table| [table, table.constantize.order(:id).map { |row| row.attributes.except("created_at", "updated_at", "created_on", "updated_on") }] }
  end

  # Expects that what is stored is what a refresh stores, row by row.
  def expect_fresh(manager)
    stored = tables
    EmsRefresh.refresh(ExtManagementSystem.find(manager.id))
    expect(tables).to eq(stored)
  end

  def refreshes_queued
    MiqQueue.where(:class_name => "EmsRefresh", :method_name => "refresh")
  end
end

RSpec.configure { |config| config.include(ChangedNetworks) }
