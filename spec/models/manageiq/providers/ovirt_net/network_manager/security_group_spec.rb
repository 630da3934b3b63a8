# Saving a security group as ui-classic does: it queues a removal and a creation of nearly every rule, and no rule may be lost
# or changed by that.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup do
  around { |example| RealProvider.or_simulator { |provider| (@provider = provider) && example.run } }

  let(:manager) { manager_of(@provider) }
  let(:api)     { NetworkApi.new(manager) }
  let(:web)     { group("web") }
  let(:form)    { SecurityGroupForm.new(web) }

  before do
    EvmSpecHelper.local_miq_server
    EmsRefresh.refresh(manager)
    MiqQueue.delete_all
  end

  def group(name)
    described_class.find_by!(:ems_ref => manager.create_security_group(:name => name, :description => "d")[:ems_ref])
  end

  # Rules of web that were made elsewhere
  def add(*rules)
    rules.each { |rule| expect(api.create("security_group_rule", {"security_group_id" => web.ems_ref, "direction" => "ingress", "ethertype" => "IPv4"}.merge(rule)).code).to eq("201") }
    EmsRefresh.refresh(manager)
    MiqQueue.delete_all
  end

  # What the provider has: the id of a rule is that of its ACL, which it never changes.
  def rules
    @provider.dump.fetch("security_group_rules").select { |rule| rule["security_group_id"] == web.ems_ref }.sort_by { |rule| rule["id"] }
  end

  def row(port)
    form.rules.find { |rule| rule["port"] == port }
  end

  # Does what is queued, one after the other as one worker does.
  def work
    while (message = MiqQueue.where(:state => "ready", :class_name => described_class.name).order(:priority, :id).first)
      task_of(message.miq_task_id)
    end
  end

  def results(tasks)
    MiqTask.find(tasks).map { |task| [task.status, task.message] }.uniq
  end

  done = [["Ok", "Task completed successfully"]]

  it "leaves every rule as it is when another thing is changed" do
    RandomRules.new(api, web.ems_ref, [web.ems_ref, group("other").ems_ref], 14).add(Integer(ENV.fetch("OVIRT_NET_RULES", "60")))
    EmsRefresh.refresh(manager)
    MiqQueue.delete_all
    before = rules
    tasks  = form.save(:description => "another")
    work

    expect(tasks.size).to be > before.size
    expect(results(tasks)).to eq(done)
    expect(rules).to eq(before)
    expect(web.reload.description).to eq("another")
    expect_fresh(manager)
  end

  it "shows what leads back to what is there" do
    add({"protocol" => "tcp", "port_range_min" => 5000}, {"protocol" => "udp", "port_range_max" => 80}, {"protocol" => "1", "port_range_max" => 3}, {"protocol" => "gre"}, {"ethertype" => "IPX"})
    fields  = web.params_for_update[:fields].last[:fields].first[:fields]
    options = ->(name) { fields.find { |field| field[:name] == name }[:options].pluck(:value) }

    expect(web.firewall_rules.where(:direction => "inbound").pluck(:port, :end_port)).to match_array([[5000, 65_535], [1, 80], [nil, 3], [nil, nil], [nil, nil]])
    expect(options["host_protocol"]).to include(*web.firewall_rules.pluck(:host_protocol).compact_blank)
    expect(options["network_protocol"]).to eq(%w[IPV4 IPV6 IPX])
  end

  it "changes the rule that was edited, and that alone" do
    add({"protocol" => "tcp", "port_range_min" => 22, "port_range_max" => 22, "remote_ip_prefix" => "10.0.0.5/24"}, {"protocol" => "tcp", "port_range_min" => 5000}, {"protocol" => "icmp", "port_range_max" => 3})
    before = rules
    row(22).merge!("port" => "23", "end_port" => "24")
    tasks = form.save
    work

    expect(results(tasks)).to eq(done)
    expect(before - rules).to match([a_hash_including("port_range_min" => "22")])
    expect(rules - before).to match([a_hash_including("port_range_min" => "23", "port_range_max" => "24", "remote_ip_prefix" => "10.0.0.5/24")])
    expect_fresh(manager)
  end

  it "removes what was removed, and adds what was added" do
    add({"protocol" => "tcp", "port_range_min" => 22, "port_range_max" => 22}, {"protocol" => "tcp", "port_range_min" => 5000})
    before = rules
    form.rules.delete(row(22))
    form.rules << {"direction" => "inbound", "network_protocol" => "IPV4", "host_protocol" => "UDP", "port" => "53"}
    tasks = form.save
    work

    expect(results(tasks)).to eq(done)
    expect(before - rules).to match([a_hash_including("port_range_min" => "22")])
    expect(rules - before).to match([a_hash_including("protocol" => "udp", "port_range_min" => "53", "port_range_max" => "53")])
    expect_fresh(manager)
  end

  it "keeps the rule whose edit is refused, and says why" do
    add({"protocol" => "tcp", "port_range_min" => 22, "port_range_max" => 22}, {"protocol" => "tcp", "port_range_min" => 80, "port_range_max" => 80})
    before = rules
    row(22)["end_port"] = "21"
    row(80).merge!("port" => "22", "end_port" => "22")
    tasks = form.save
    work

    expect(results(tasks) - done).to match([["Error", /\AEnd Port or ICMP Code is "21"; give a port that is not below the first, 22/], ["Error", /security group "web" already has this rule/]])
    expect(rules).to eq(before)
    expect_fresh(manager)
  end

  it "does not open a rule to all whose group is not known here" do
    add("protocol" => "tcp", "port_range_min" => 22, "port_range_max" => 22, "remote_group_id" => group("other").ems_ref)
    web.firewall_rules.where(:port => 22).update_all(:source_security_group_id => nil)
    form.save
    row(22).merge!("port" => "23", "end_port" => "23")
    form.save
    work

    expect(rules).to include(a_hash_including("port_range_min" => "23", "remote_group_id" => a_string_matching(/./)))
    expect(rules.size).to eq(3)
  end

  describe "with several workers" do
    before { add("protocol" => "tcp", "port_range_min" => 5000) }

    let(:removal)  { MiqQueue.find_by!(:method_name => "raw_delete_security_group_rule").miq_task_id }
    let(:creation) { MiqQueue.find_by!(:method_name => "raw_create_security_group_rule").miq_task_id }

    it "waits for the creation that is queued while the removal is done" do
      before = rules
      rule   = row(5000).stringify_keys.transform_values { |value| value.to_s.presence }
      web.delete_security_group_rule_queue("admin", rule["ems_ref"])
      worker = Thread.new { task_of(removal) }
      sleep(0.3)
      web.create_security_group_rule_queue("admin", web.ems_ref, rule["direction"], described_class.parse_security_group_rule(rule))

      expect([worker.value, task_of(creation)]).to all(have_attributes(:status => "Ok"))
      expect(rules).to eq(before)
    end

    it "takes a removal back that nobody has begun" do
      before = rules
      tasks  = form.save

      expect(task_of(creation)).to have_attributes(:status => "Ok")
      expect(results(tasks)).to eq(done)
      expect(MiqQueue.where(:class_name => described_class.name)).to be_empty
      expect(rules).to eq(before)
    end

    it "lets the creation wait for a removal that was begun, and leaves the rule where both are killed" do
      before = rules
      form.save
      MiqQueue.where(:miq_task_id => removal).update_all(:state => "dequeue")
      MiqQueue.where(:miq_task_id => creation).update_all(:msg_timeout => 1)

      expect(task_of(creation)).to have_attributes(:status => "Timeout")
      expect(rules).to eq(before)
    end

    it "does what was really asked for, be it while the same rule is saved" do
      form.save
      web.delete_security_group_rule_queue("admin", row(5000)["ems_ref"])
      work

      expect(rules).not_to include(a_hash_including("port_range_min" => "5000"))
      expect_fresh(manager)
    end
  end

  it "adds the rule again that was removed before its creation was queued" do
    add("protocol" => "tcp", "port_range_min" => 70, "port_range_max" => 60)
    rule = row(70).transform_values { |value| value.to_s.presence }
    web.raw_delete_security_group_rule(rule["ems_ref"])
    web.raw_create_security_group_rule(web.ems_ref, rule["direction"], described_class.parse_security_group_rule(rule))

    expect(rules).to include(a_hash_including("port_range_min" => "70", "port_range_max" => "60"))
    expect_fresh(manager)
  end

  it "does not add a rule that somebody else has removed" do
    add("protocol" => "tcp", "port_range_min" => 5000)
    api.delete("security_group_rule", row(5000)["ems_ref"])
    tasks = form.save
    work

    expect(results(tasks) - done).to match([["Error", /404.*no longer exists: refresh/]])
    expect(rules.size).to eq(2)
  end
end
