# Random changes of what a refresh depends on: the provider's inventory, the stored rows, and the engine's vNICs.
class RandomChanges
  TABLES = %w[CloudTenant CloudNetwork NetworkRouter CloudSubnet SecurityGroup FirewallRule NetworkPort CloudSubnetNetworkPort NetworkPortSecurityGroup].freeze
  OTHERS = {"parent_id" => "CloudTenant", "resource_id" => "SecurityGroup", "source_security_group_id" => "SecurityGroup"}.freeze
  TEXTS  = [nil, "", "a", "b: c", "say \"hi\"", "back\\slash", "{1,2}", "(x, y)", "é\nü", "NULL", "1.5"].freeze
  YAMLS  = [nil, "--- {}\n", "---\n- x\n"].freeze

  def initialize(manager, simulator, seed)
    @manager   = manager
    @engine    = manager.parent_manager
    @simulator = simulator
    @random    = Random.new(seed)
  end

  # @return [String] what was changed
  def change
    send(pick(%i[change_inventory change_inventory change_rows change_vnics]))
  end

  private

  def pick(list)
    list.sample(:random => @random)
  end

  def change_inventory
    inventory = @simulator.dump
    kind      = pick(%w[networks subnets ports ports routers security_groups])
    object    = pick(inventory.fetch(kind)) or return "no #{kind}"
    what      = pick(%w[rename rename remove copy edit])
    case what
    when "rename" then object["name"] = pick(TEXTS.compact)
    when "remove" then inventory[kind].delete(object)
    when "copy"   then inventory[kind] << object.merge("id" => "copy-#{@random.rand(1_000_000)}", "mac_address" => "56:6f:00:00:00:#{@random.rand(10..99)}")
    when "edit"   then edit(kind, object, inventory)
    end
    @simulator.load(inventory)
    "#{what} of #{kind}"
  end

  def edit(kind, object, inventory)
    case kind
    when "networks" then object["mtu"] = @random.rand(1000..9000)
    when "subnets"  then object["dns_nameservers"] = [pick(%w[8.8.8.8 1.1.1.1])]
    when "ports"
      object["security_groups"] = inventory["security_groups"].map { |group| group["id"] }.sample(@random.rand(3), :random => @random)
      object["fixed_ips"]       = object.fetch("fixed_ips").rotate.drop(@random.rand(2))
      object["admin_state_up"]  = [true, false].sample(:random => @random)
    end
  end

  def change_rows
    klass = pick(TABLES).constantize
    row   = pick(klass.order(:id).to_a) or return "no #{klass}"
    case what = pick(%i[edit edit remove double link])
    when :remove then klass.where(:id => row.id).delete_all
    when :double then row.dup.save! if klass.column_names.include?("ems_ref")
    when :link   then link(klass, row)
    when :edit
      column = pick(klass.column_names - %w[id] - klass.column_names.grep(/_id\z|_on\z|_at\z/))
      klass.where(:id => row.id).update_all(column => value(klass, column)) if column
    end
    "#{what} of #{klass} #{column}"
  end

  # A reference leads to nothing, or to another row
  def link(klass, row)
    column = pick(%w[cloud_tenant_id cloud_network_id network_router_id source_security_group_id resource_id parent_id] & klass.column_names) or return
    other  = OTHERS.fetch(column) { column.delete_suffix("_id").classify }.constantize
    klass.where(:id => row.id).update_all(column => [nil, *other.order(:id).ids].sample(:random => @random))
  end

  def value(klass, column)
    of_column = {
      "device_type"      => [nil, "GuestDevice", "NetworkRouter", "VmOrTemplate"],
      "dns_nameservers"  => YAMLS,
      "extra_attributes" => YAMLS,
      "resource_type"    => [nil, "CloudNetwork"],
      "type"             => [nil, *("ManageIQ::Providers::Openstack::NetworkManager::#{klass}" if klass != CloudTenant)]
    }
    of_type = {:boolean => [nil, true, false], :integer => [nil, *0..99]}
    pick(of_column[column] || of_type[klass.columns_hash[column].type] || TEXTS)
  end

  def change_vnics
    refs = @simulator.dump["ports"].filter_map { |port| port["device_id"] if port["device_owner"] == "oVirt" }
    ref  = pick(refs) or return "no vNIC"
    nic  = GuestDevice.find_by(:uid_ems => ref)
    if nic.nil?
      owner = [{:vm_or_template => FactoryBot.create(:vm_ovirt, :ext_management_system => @engine)}, {:host => FactoryBot.create(:host, :ext_management_system => @engine)}]
      FactoryBot.create(:guest_device_nic, :hardware => FactoryBot.create(:hardware, **pick(owner)), :uid_ems => ref)
    elsif @random.rand(2).zero?
      nic.destroy!
    else
      nic.hardware.vm_or_template&.update!(:ext_management_system => pick([@engine, nil]))
    end
    "vNIC #{nic ? "changed" : "came"}"
  end
end
