# The engine's client gives the texts of its answers as bytes: a name with other letters than ASCII's equals none of ours then.
RSpec.describe ManageIQ::Providers::OvirtNet::OvirtEngine do
  include_context "with an oVirt that imports"

  let(:south) { oVirt.data_center("Zürich").tap { |data_center| oVirt.cluster("Ö", data_center, :provider => "ovn") } }

  it "takes a network for the same in oVirt: it is imported, found there, renamed and deleted" do
    expect(create(:name => "blåbær").message).to eq("blåbær was created, imported into Default, attached to clusters A and B.")
    expect(state(:name => "blåbær")).to eq(complete("blåbær"))
    expect(import_again(:name => "blåbær").message).to eq("oVirt has blåbær in Default.")

    expect(task_of(network("blåbær").update_cloud_network_queue(user.userid, :name => "åbo")).status).to eq("Ok")
    expect(state(:name => "åbo")).to eq(complete("åbo"))
    expect(task_of(network("åbo").delete_cloud_network_queue(user.userid)).status).to eq("Ok")
    expect(oVirt.networks).to eq([])
  end

  it "takes data centers by such names, and tells them and those of their clusters" do
    south
    expect(create(:import_into_ovirt => "chosen", :import_data_centers => "Zürich").message).to eq("blue was created, imported into Zürich, attached to cluster Ö.")
  end

  it "refuses a name that oVirt has, before the change" do
    create
    oVirt.network("grün", default)
    expect(task_of(network.update_cloud_network_queue(user.userid, :name => "grün")).message).to eq("blue was not renamed. oVirt has it in Default, where another network has the name grün: give another name")
    expect(@simulator.dump.fetch("networks").map { |network| network["name"] }).to eq(["blue"])
  end

  it "names the virtual machines that are on it" do
    create(:name => "blåbær")
    oVirt.vm("vä", oVirt.profiles.first)
    expect(task_of(network("blåbær").delete_cloud_network_queue(user.userid)).message).to include("blåbær was not deleted. oVirt has it in Default, and the virtual machines vä use it:")
  end

  it "tells the engine's own words" do
    create(:name => "blåbær", :import_into_ovirt => "never")
    refusal = Engine::Refused.new(:ACTION_TYPE_FAILED_NETWORK_NAME_IN_USE, :action => "add", :type => "Network", :NetworkName => "blåbær")
    @engine.answer(/\APOST openstack/, refusal.answer(""))
    expect(import_again(:name => "blåbær").message).to include("The name of the logical network 'blåbær' is already used")
  end

  it "tells those of a refused discovery, and which network provider it was" do
    provider_is(:name => "Netz Süd", :authentication_url => "nonsense")
    ManageIQ::Providers::OvirtNet::Discovery.run(manager.parent_ems_id)
    expect(manager.reload.last_refresh_error).to include("network provider Netz Süd in oVirt")
  end
end
