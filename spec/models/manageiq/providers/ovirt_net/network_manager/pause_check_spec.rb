require "rake"

# Ways to pause a network manager without its oVirt provider.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  let!(:manager) { FactoryBot.create(:ems_ovirt_net) }

  before { EvmSpecHelper.local_miq_server }

  def run(task)
    Rake::DefaultLoader.new.load(ManageIQ::Providers::OvirtNet::Engine.root.join("lib/tasks/ovirt_net.rake").to_s) unless Rake::Task.task_defined?("ovirt_net:#{task}")
    Rake::Task.define_task(:environment)
    Rake::Task["ovirt_net:#{task}"].tap(&:reenable).invoke
  end

  def paused
    described_class.where(:enabled => false).to_a
  end

  it "has tasks for all of them" do
    zone = manager.zone
    expect { 2.times { run("pause") } }.to output("paused network manager [#{manager.name}], id: [#{manager.id}]\nnothing to do\n").to_stdout
    expect(paused).to eq([manager])
    expect(ExtManagementSystem.find(manager.parent_ems_id)).to be_enabled

    expect { 2.times { run("resume") } }.to output("resumed network manager [#{manager.name}], id: [#{manager.id}]\nnothing to do\n").to_stdout
    expect(described_class.find(manager.id)).to have_attributes(:enabled => true, :zone_id => zone.id)
  end

  it "has tasks for the one of a provider" do
    FactoryBot.create(:ems_ovirt_net)
    stub_const("ENV", ENV.to_h.merge("NAME" => manager.parent_manager.name))

    expect { run("pause") }.to output(/id: \[#{manager.id}\]\n\z/).to_stdout
    expect(paused).to eq([manager])
  end

  it "has tasks that leave alone what other regions have replicated into this database" do
    other = FactoryBot.create(:ems_ovirt_net, :id => described_class.id_in_region(1, described_class.my_region_number + 1))
    expect { run("pause") }.to output("paused network manager [#{manager.name}], id: [#{manager.id}]\n").to_stdout
    expect(paused).to eq([manager])

    other.pause!
    expect { run("resume") }.to output("resumed network manager [#{manager.name}], id: [#{manager.id}]\n").to_stdout
    expect(paused).to eq([other])

    stub_const("ENV", ENV.to_h.merge("NAME" => other.name))
    expect { run("resume") }.to raise_error(SystemExit).and output(/has the name #{other.name}; there are #{manager.name}, /).to_stderr
  end

  it "is for the roles that may operate network providers" do
    read  = ->(root) { YAML.load_file(root.join("db/fixtures/miq_product_features.yml")) }
    names = ->(feature) { feature.slice(:name, :description, :feature_type, :identifier) }
    node  = ->(nodes, identifier) { nodes.find { |feature| feature[:identifier] == identifier } }
    ours, core = [read[ManageIQ::Providers::OvirtNet::Engine.root], read[Rails.root][:children]].map do |nodes|
      provider = node[nodes, "ems_network"]
      [names[provider], node[provider[:children], "ems_network_control"]]
    end

    expect(ours.first).to eq(core.first)
    expect(names[ours.last]).to eq(names[core.last])
    expect(ours.last[:children].pluck(:identifier)).to eq(%w[ems_network_pause ems_network_resume])
  end
end
