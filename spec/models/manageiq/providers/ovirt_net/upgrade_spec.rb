# What an earlier version of this gem has stored and queued, as its names were then. Nothing of it is lost.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  let(:manager) { FactoryBot.create(:ems_ovirt_net, :hostname => "ovn.example.com") }

  before { EvmSpecHelper.local_miq_server }

  def deliver(method, args, **message)
    MiqQueue.put({:class_name => described_class.name, :instance_id => manager.id, :method_name => method, :args => args}.merge(message))
    MiqQueue.order(:id).last.deliver.first(2)
  end

  it "delivers each message that was queued before" do
    expect(EmsRefresh).to receive(:refresh).exactly(3).times
    expect(deliver("refresh_when_due", [])).to eq(["ok", "Message delivered successfully"])
    expect(deliver("refresh_after_event", ["networks"])).to eq(["ok", "Message delivered successfully"])
    expect(deliver("refresh_ports_of_vms", [[1]])).to eq(["ok", "Message delivered successfully"])
    expect(deliver("restore_port_addresses", [])).to eq(["ok", "Message delivered successfully"])
    expect(deliver("note_certificate", ["it expires"])).to eq(["ok", "Message delivered successfully"])
    expect(described_class.find(manager.id).certificate_warning.message).to eq("it expires")

    event = {:event_type => "port.update.end", :source => "EVM", :timestamp => Time.now.utc, :message => "renamed", :ems_ref => "port-1"}
    queue = {:class_name => "ManageIQ::Providers::OvirtNet::Inventory::EventQueue", :instance_id => nil, :target_id => manager.id}
    expect(deliver("add", [[event]], **queue)).to eq(["ok", "Message delivered successfully"])
    expect(EmsEvent.where(:ems_id => manager.id).pluck(:message)).to eq(["renamed"])

    task = FactoryBot.create(:miq_task)
    expect(deliver("import_into_ovirt", [manager.id, 0, "blue", task.id, "always", [], true], :instance_id => nil)).to eq(["ok", "Message delivered successfully"])
    expect(task.reload).to have_attributes(:status => "Error", :message => "blue was not imported into oVirt: it no longer exists.")
  end

  it "reads what the options have had" do
    read_at = 1.minute.ago.utc.round(3)
    reading = {:read_at => read_at, :seconds => 2.5, :samples => [2.5], :spared_until => read_at + 250, :due => read_at + 250}
    noted   = {
      :refresh        => {:networks => reading, :ports => reading},
      :discovered     => {:name => "ovn", :endpoint => {:hostname => "ovn.example.com", :port => 35_357, :api_version => "v2", :security_protocol => "ssl"}, :among_others => true},
      :tenants        => %w[one two],
      :certificate    => {:message => "it expires", :said_at => read_at, :looked_at => read_at},
      :import         => {:mode => "chosen", :data_centers => "Default"},
      :port_addresses => {"port-1" => {:address => "10.0.0.5", :userid => "otto", :at => read_at}}
    }
    manager.update_columns(:options => noted, :name => "ovirt ovn Network Manager")
    stored = described_class.find(manager.id)

    expect(stored.refresh_schedule.known[:ports]).to include(:read_at => read_at, :due => read_at + 250)
    expect(stored.discovered).to include(:name => "ovn", :among_others => true)
    expect(stored.name).to eq("ovirt ovn Network Manager")
    expect(stored.tenant_ownership.listed).to eq(%w[one two])
    expect(stored.certificate_warning.message).to eq("it expires")
    expect(ManageIQ::Providers::OvirtNet::ImportPolicy.of(stored)).to have_attributes(:mode => "chosen", :data_centers => %w[Default])
    expect(stored.noted_addresses.all.keys).to eq(%w[port-1])
  end

  it "leaves a paused and tagged manager as it is" do
    zone = manager.zone
    manager.pause!
    Classification.seed
    tag = FactoryBot.create(:tag, :name => "/managed/environment/prod")
    manager.tags << tag
    paused = described_class.find(manager.id)

    expect(paused).to have_attributes(:enabled => false, :zone_before_pause => zone)
    expect(paused.paused).to match(/is paused/)
    expect { paused.refresh_when_due }.not_to(change(MiqQueue, :count))
    paused.resume!
    expect(described_class.find(manager.id)).to have_attributes(:enabled => true, :zone => zone, :tags => [tag])
  end

  it "waits for whoever holds the lock by its former name" do
    connection = PG.connect(ActiveRecord::Base.connection_db_config.configuration_hash.slice(:host, :port, :user, :password).merge(:dbname => ActiveRecord::Base.lease_connection.current_database))
    connection.exec("SELECT pg_advisory_lock(hashtextextended('#{described_class.name}/#{manager.id}', 0))")
    expect(manager.provider_lock).to be_taken
  ensure
    connection&.close
  end
end
