RSpec.describe ManageIQ::Providers::OvirtNet::InfraHooks do
  let(:ours) { ManageIQ::Providers::OvirtNet::NetworkManager }

  before { EvmSpecHelper.create_guid_miq_server_zone }

  %i[ems_ovirt ems_redhat].each do |factory|
    describe "of #{factory}" do
      let(:engine)   { FactoryBot.create(factory) }
      let!(:manager) { FactoryBot.create(:ems_ovirt_net, :parent_manager => engine) }

      it "make its network manager ours" do
        expect(engine.class.reflect_on_association(:network_manager).class_name).to eq(ours.name)
        expect(engine.reload.network_manager).to eq(manager)
        expect(engine.class.new.build_network_manager).to be_instance_of(ours)
        expect(engine.cloud_networks).to be_empty
        expect(engine.child_managers).to eq([manager])
      end

      it "ask the engine for nothing when it is saved or told to ensure its managers" do
        expect(engine.class).not_to receive(:raw_connect_v4)
        engine.update!(:name => "renamed")

        expect { 2.times { engine.ensure_managers } }.to change { MiqQueue.where(:class_name => "ManageIQ::Providers::OvirtNet::Discovery").count }.by(1)
      end

      it "let no network manager outlive it" do
        engine.reload.destroy!

        expect(ExtManagementSystem.where(:id => [engine.id, manager.id])).to be_empty
        expect(Endpoint.where(:resource_id => manager.id, :resource_type => "ExtManagementSystem")).to be_empty
      end

      it "let no network manager outlive it that was not adopted yet" do
        peer = engine.class.module_parent::NetworkManager.create!(:name => "peer", :parent_manager => FactoryBot.create(factory), :zone => engine.zone, :hostname => "localhost")
        peer.parent_manager.reload.destroy!

        expect(ExtManagementSystem.ids).to contain_exactly(engine.id, manager.id)
      end

      it "have it delete its inventory once" do
        deleted   = 0
        subscribe = ->(*, payload) { deleted += 1 if payload[:sql].start_with?("DELETE FROM \"security_groups\"") }
        ActiveSupport::Notifications.subscribed(subscribe, "sql.active_record") { engine.reload.destroy! }

        expect(deleted).to eq(1)
      end
    end
  end

  it "need no worker of their own: the timer's messages are for the engine's" do
    manager  = FactoryBot.create(:ems_ovirt_net, :zone => MiqServer.my_server.zone, :parent_manager => FactoryBot.create(:ems_ovirt, :zone => MiqServer.my_server.zone))
    schedule = MiqScheduleWorker::Runner.allocate.send(:schedule_settings_for_ems_refresh).find { |klass, *| klass == ours }

    expect(schedule.last).to eq(30.seconds)
    expect(MiqWorkerType.where("worker_type LIKE 'ManageIQ::Providers::OvirtNet%'")).to be_empty
    expect { ours.refresh_all_ems_timer }.to change { MiqQueue.where(:queue_name => manager.parent_manager.queue_name, :method_name => "refresh_when_due").count }.by(1)
  end
end
