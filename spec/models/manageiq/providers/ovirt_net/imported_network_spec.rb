RSpec.describe ManageIQ::Providers::OvirtNet::ImportedNetwork do
  include_context "with an oVirt that imports"

  let(:profile) { oVirt.profiles.first }
  let(:west)    { oVirt.data_center("West").tap { |data_center| oVirt.cluster("C", data_center, :provider => "ovn") } }

  def delete
    task_of(network.delete_cloud_network_queue(user.userid))
  end

  def rename(name)
    task_of(network.update_cloud_network_queue(user.userid, :name => name))
  end

  def at_provider
    @simulator.dump.fetch("networks").map { |network| network["name"] }
  end

  # Does the imports that are queued.
  def imports
    MiqQueue.where(:method_name => "import_into_ovirt").map { |message| task_of(message.miq_task_id).message }
  end

  describe "when it is deleted" do
    it "goes in oVirt first, in all data centers" do
      west
      create
      at_first = nil
      @engine.answer(/\ADELETE/) { (at_first ||= at_provider) && nil }
      expect(delete).to have_attributes(:status => "Ok")
      expect([at_first, at_provider, oVirt.networks, oVirt.profiles]).to eq([["blue"], [], [], []])
      expect(::CloudNetwork.count).to eq(0)
    end

    it "is deleted where oVirt does not have it" do
      create(:import_into_ovirt => "never")
      oVirt.network("blue", default)
      expect(delete).to have_attributes(:status => "Ok")
      expect([at_provider, oVirt.networks.size]).to eq([[], 1])
    end

    it "is refused while a VM or a template is on it, be the VM down, and names all of them" do
      west
      create
      oVirt.vm("web", profile)
      oVirt.template("golden", oVirt.profiles.last)
      task = delete
      expect(task).to have_attributes(
        :status  => "Error",
        :message => "blue was not deleted. oVirt has it in Default and West, and the virtual machines web and templates golden use it: remove their vNICs first. " \
                    "Without the network they do not start, and the synchronization (auto_sync) would unplug them"
      )
      expect([at_provider, state, state("West")]).to eq([["blue"], complete, complete.merge(:clusters => ["C"])])
      expect(told.last).to include("web and templates golden")
    end

    it "names only what the user may see" do
      tenant = FactoryBot.create(:tenant)
      group  = FactoryBot.create(:miq_group, :tenant => tenant)
      user.update!(:miq_groups => [group], :current_group => group)
      create
      ours, _others = %w[ours others].map { |name| oVirt.vm(name, profile) }
      FactoryBot.create(:vm_ovirt, :name => "ours", :uid_ems => ours.id, :ext_management_system => infra, :miq_group => group)
      expect(delete.message).to include("and the virtual machines ours and 1 that you may not see use it: remove")
    end

    it "names nobody else's VM in oVirt's own words, where one has come meanwhile" do
      create
      user.update!(:miq_groups => [group = FactoryBot.create(:miq_group, :tenant => FactoryBot.create(:tenant))], :current_group => group)
      @engine.answer(/\ADELETE/) { oVirt.vm("web", profile) && nil }
      expect(delete.message).to include("This logical network is used by virtual machine: one that you may not see").and(satisfy { |words| !words.match?(/\bweb\b/) })
      expect(told.last).not_to match(/\bweb\b/)
    end

    it "names no more than ten" do
      create
      12.times { |index| oVirt.vm(format("vm%02d", index), profile) }
      expect(delete.message).to include("the virtual machines vm00, vm01, vm02, vm03, vm04, vm05, vm06, vm07, vm08, and 3 others use it:")
    end

    it "is refused, and given back where it went already, when oVirt refuses" do
      west
      create
      last = oVirt.networks.last
      @engine.answer("DELETE networks/#{last.id}") { oVirt.vm("new", oVirt.profiles.last) && nil }
      expect(delete.message).to include("blue was not deleted. oVirt (#{infra.name}) did not remove the network: Cannot remove Network. This logical network is used by virtual machine: new")
      expect([at_provider, state]).to eq([["blue"], nil])

      expect(imports).to eq(["blue was imported into Default, attached to clusters A and B."])
      expect([state, state("West")]).to eq([complete, complete.merge(:clusters => ["C"])])
    end

    it "is given back when the provider refuses" do
      create
      @simulator.faults = [{"do" => "status", "status" => 409, "method" => "DELETE", "path" => "/v2.0/networks/*"}]
      expect(delete).to have_attributes(:status => "Error")
      @simulator.faults = []
      expect([at_provider, state]).to eq([["blue"], nil])
      imports
      expect(state).to eq(complete)
    end

    it "is given back when it is interrupted" do
      create
      message = MiqQueue.find_by(:miq_task_id => network.delete_cloud_network_queue(user.userid))
      message.update!(:msg_timeout => 1)
      @engine.answer(/\ADELETE/) { sleep(2) && :lost }
      task_of(message.miq_task_id)
      @engine.answer(/\ADELETE/, nil)
      expect([at_provider, state]).to eq([["blue"], nil])
      imports
      expect(state).to eq(complete)
    end

    it "goes on where the answer of oVirt was lost" do
      create
      @engine.answer(/\ADELETE/, :lost)
      expect(delete).to have_attributes(:status => "Ok")
      expect([at_provider, oVirt.networks]).to eq([[], []])
    end

    it "is refused where oVirt cannot be asked" do
      create
      [["GET networks", :reset], ["openstacknetworkproviders/ovn/networks", [500, ""]], ["vnicprofiles", [500, ""]], ["vms", [403, ""]], ["templates", :reset], [/\ADELETE/, :reset]].each do |step, fault|
        @engine.answer(step, fault)
        expect([step, delete.message]).to match([step, start_with("blue was not deleted. oVirt (#{infra.name}) d")])
        @engine.answer(step, nil)
        expect([at_provider, state]).to eq([["blue"], complete])
      end
    end

    it "is refused where ManageIQ knows of what uses it, before oVirt is changed" do
      create
      manager.create_cloud_subnet(:name => "s", :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :cloud_network_id => network.id)
      manager.create_network_router(:name => "r")
      manager.network_routers.first.raw_add_interface(manager.cloud_subnets.first.id)
      expect(delete.message).to eq("blue was not deleted. blue is connected to the routers r. Remove their interfaces and gateways first.")
      expect(state).to eq(complete)
    end

    it "is refused where VMs are on a network of its provider that is called otherwise in oVirt, and may be this one" do
      create
      oVirt.networks.first.name = "azure"
      oVirt.vm("web", profile)
      expect(delete.message).to eq("blue was not deleted. In Default, oVirt has networks of its provider under other names (azure), and the virtual machines web use them. " \
                                   "Give them the names that they have at the provider, or remove them")
      oVirt.vms.clear
      expect(delete.status).to eq("Ok")
    end

    it "is known to oVirt by the name that the provider has for it, be another one stored" do
      create
      oVirt.vm("web", profile)
      network.update!(:name => "old")
      expect(task_of(network("old").delete_cloud_network_queue(user.userid)).message).to include("oVirt has it in Default, and the virtual machines web use it")
    end

    it "is refused where the provider has several of that name" do
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:refuse_duplicates => false}})
      create
      manager.create_cloud_network(:name => "blue", :import_into_ovirt => "never")
      expect(delete.message).to include("oVirt has one network named blue in Default, but the network provider has several: rename this one first")
      expect([at_provider.size, oVirt.networks.size]).to eq([2, 1])
    end
  end

  # As the engine waits for the lock of the network provider that a synchronization holds (RemoveNetworkCommand: withWaitForever)
  describe "when oVirt does not answer its deletion in time" do
    before do
      stub_settings_merge(:ems => {:ems_ovirt => {:ovirt_net => {:read_timeout => 1}}})
      west
      create
      blocked(oVirt.networks.last)
    end

    def blocked(found)
      @engine.answer("DELETE networks/#{found.id}") { sleep(3) && [409, "<fault><reason>Operation Failed</reason></fault>"] }
    end

    def look
      MiqQueue.find_by(:class_name => "ManageIQ::Providers::OvirtNet::PendingDeletion").then { |message| [message.deliver_on, task_of(message.miq_task_id)] }
    end

    # As the engine does when it gets the lock
    def remove(found)
      oVirt.networks.delete(found)
    end

    it "says that it is not known yet, and gives nothing back" do
      expect(delete).to have_attributes(:status => "Error", :message => start_with("It is not known yet whether blue is deleted. oVirt (#{infra.name}) did not remove the network in time"))
      expect(MiqQueue.where(:method_name => "import_into_ovirt")).to be_empty
      expect([at_provider, oVirt.networks.size]).to eq([["blue"], 1])
      expect(told.last).to include("not known yet")
      expect(MiqQueue.find_by(:class_name => "ManageIQ::Providers::OvirtNet::PendingDeletion").deliver_on).to be_within(30.seconds).of(1.minute.from_now)
    end

    it "is deleted at the provider when oVirt has removed it" do
      delete
      _, task = look
      expect(task).to have_attributes(:state => "Active")
      remove(oVirt.networks.first)
      _, task = look
      expect(task).to have_attributes(:state => "Finished", :status => "Ok", :message => "blue was deleted.", :userid => user.userid)
      expect([at_provider, ::CloudNetwork.count]).to eq([[], 0])
      expect(told.last).to include("Deleting Cloud Network blue completed successfully.")
    end

    it "is settled where a refresh has found it gone" do
      delete
      ::CloudNetwork.destroy_all
      _, task = look
      expect(task).to have_attributes(:state => "Finished", :status => "Ok", :message => "blue no longer exists.")
    end

    it "is given back where oVirt keeps it in the end" do
      stub_const("ManageIQ::Providers::OvirtNet::PendingDeletion::ATTEMPTS", 2)
      delete
      2.times { look }
      expect(told.last).to eq("blue was not deleted: oVirt still has it. Delete it again when oVirt answers.")
      expect(imports).to eq(["blue was imported into Default, attached to clusters A and B."])
      expect([at_provider, state, state("West")]).to eq([["blue"], complete, complete.merge(:clusters => ["C"])])
      expect(MiqQueue.where(:class_name => "ManageIQ::Providers::OvirtNet::PendingDeletion")).to be_empty
    end

    it "is looked at again where oVirt cannot be asked, and given back where the provider refuses" do
      delete
      @engine.answer("networks", :reset)
      _, task = look
      expect(task).to have_attributes(:state => "Active")
      @engine.answer("networks", nil)
      remove(oVirt.networks.first)
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::NetworkManager).to receive(:connect).and_raise(MiqException::Error, "no route")
      _, task = look
      expect(task).to have_attributes(:status => "Error", :message => include("no route"))
      expect(imports).to eq(["blue was imported into Default, attached to clusters A and B."])
    end
  end

  describe "when it is renamed" do
    it "does not say that oVirt did not follow where that is not known" do
      stub_settings_merge(:ems => {:ems_ovirt => {:ovirt_net => {:read_timeout => 1}}})
      create
      @engine.answer(%r{\APUT networks/}) { sleep(3) && nil }
      expect(rename("azure").message).to start_with("It was changed at the network provider. It is not known yet whether oVirt changed it. oVirt (#{infra.name}) did not change the network in time")
    end

    it "is refused a name that oVirt takes for no network, before the change, where oVirt has it" do
      create
      %w[bond1 Bonding].each do |name|
        expect(rename(name).message).to eq("blue was not renamed. oVirt has it in Default, and accepts no name that begins with \"bond\" (#{name}): give another name")
      end
      expect([at_provider, state]).to eq([["blue"], complete])
      oVirt.remove(oVirt.networks.first.id)
      expect(rename("bond1").status).to eq("Ok")
    end

    it "is renamed in oVirt, where it was imported by its name" do
      west
      create
      oVirt.networks.last.name = "elsewhere"
      expect(rename("azure")).to have_attributes(:status => "Ok")
      expect([at_provider, oVirt.networks.map(&:name)]).to eq([["azure"], %w[azure elsewhere]])
    end

    it "takes its MTU along" do
      create
      task_of(network.update_cloud_network_queue(user.userid, :mtu => 1300))
      expect(state).to eq(complete.merge(:mtu => 1300))
    end

    it "asks oVirt nothing where neither is to be another" do
      create
      @engine.requests.clear
      task_of(network.update_cloud_network_queue(user.userid, :name => "blue", :port_security_enabled => true))
      expect(@engine.requests).to eq([])
    end

    it "is refused where another network has the name there" do
      create
      oVirt.network("azure", default)
      expect(rename("azure")).to have_attributes(:status => "Error", :message => "blue was not renamed. oVirt has it in Default, where another network has the name azure: give another name")
      expect([at_provider, state]).to eq([["blue"], complete])
    end

    it "is refused where templates are on it, as by oVirt" do
      create
      oVirt.template("golden", profile)
      expect(rename("azure").message).to eq("blue was not renamed. oVirt has it in Default, and does not rename a network that templates golden use")
      expect([at_provider, state]).to eq([["blue"], complete])
    end

    it "is refused where oVirt cannot be asked" do
      create
      @engine.answer("networks", :reset)
      expect(rename("azure").message).to start_with("blue was not renamed. oVirt (#{infra.name}) did not list its networks:")
      expect(at_provider).to eq(["blue"])
    end

    it "says that oVirt did not follow" do
      create
      @engine.answer(/\APUT/, [403, "<fault><reason>Operation Failed</reason><detail>[User is not authorized to perform this action.]</detail></fault>"])
      expect(rename("azure").message).to start_with("It was changed at the network provider, but not in oVirt. oVirt (#{infra.name}) does not let its user change the network: User is not authorized to perform this action; give that user the role NetworkAdmin there")
      expect([at_provider, oVirt.networks.map(&:name)]).to eq([["azure"], ["blue"]])
    end
  end
end
