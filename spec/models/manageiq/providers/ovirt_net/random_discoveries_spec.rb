# Whatever is done to one network provider, or to one network manager, in oVirt, at the provider or here: nothing of another one changes.
RSpec.describe ManageIQ::Providers::OvirtNet::Discovery do
  include_context "with an engine and several network providers"

  # What oVirt lists, by the number of its simulator, and whether all are managed
  let(:listed)       { {} }
  let(:managing_all) { [true] }

  def tell
    @ovirt.network_providers = listed.map { |index, told| provider(index, **told) }
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:manage_all => managing_all.first}})
  end

  # @return [Integer] number of the one that is touched
  def step(random, counter)
    index = random.rand(3)
    here  = manager_of(index)
    case random.rand(12)
    when 0, 1, 2 then listed[index] ||= {:id => "id#{counter}", :name => "#{%w[a m z].sample(:random => random)}#{counter}"}
    when 3       then listed.delete(index)
    when 4       then listed[index]&.merge!(:name => "#{%w[a m z].sample(:random => random)}#{counter}")
    when 5       then listed[index]&.merge!(:id => "id#{counter}")
    when 6       then @simulators[index].generate(:networks => 1, :ports => 1)
    when 7       then here&.create_cloud_network(:name => "new#{counter}") if here&.enabled?
    when 8       then here&.destroy!
    when 9       then here && (here.enabled? ? here.pause! : here.resume!)
    when 10      then managing_all[0] = !managing_all[0]
    when 11      then by_hand(index, random.rand(2).zero?) unless here
    end
    index
  end

  def by_hand(index, belongs)
    ours.create_from_params({"name" => "By hand #{index}", "parent_ems_id" => (engine.id.to_s if belongs)}, [{"role" => "default", "url" => @simulators[index].identity_url}],
                            [{"authtype" => "default", "userid" => "admin@internal", "password" => "123456"}])
  end

  def seen(manager)
    [manager.attributes.slice("id", "guid", "enabled").merge("hostname" => manager.hostname, "port" => manager.port), rows_of(manager)]
  end

  # @return [Array] what the others have before, and which is the first
  def settle(touched)
    before = ours.all.to_h { |manager| [manager.id, seen(manager)] }.except(manager_of(touched)&.id)
    first  = engine.reload.network_manager
    tell
    discover
    Timecop.travel(11.minutes) { discover }
    # Another provider has other networks: a user says that what the one before had may go.
    ours.find_each { |manager| manager.incomplete.accept_vanished }
    refresh(engine)
    ours.where(:parent_ems_id => nil, :enabled => true).each { |manager| EmsRefresh.refresh(manager) }
    [before, first]
  end

  def expect_what_holds(before, first)
    managers = ours.all.to_a
    expect(managers.map { |manager| [manager.hostname, manager.port] }.uniq.size).to eq(managers.size)
    expect(managers.map(&:name).uniq.size).to eq(managers.size)
    expect(managers.reject(&:made_by_hand?).map(&:name)).to all(end_with("Network Manager"))

    3.times do |index|
      manager = manager_of(index)
      expect(manager).to be_present if listed[index] && managing_all.first
      expect(manager).to be_nil.or(be_made_by_hand).or(have_attributes(:enabled => false)) unless listed[index]
      next unless manager&.enabled?

      expect(networks_of(manager)).to eq(networks_at(index))
      expect(manager.last_refresh_error).to be_nil
      expect(manager.uid_ems).to eq(listed[index][:id]) if listed[index]
      expect(manager.cloud_networks.map { |network| network.cloud_tenant&.ext_management_system }.uniq).to eq([manager.parent_manager || manager])
    end
    managers.each { |manager| expect(seen(manager)).to eq(before[manager.id]) if before.key?(manager.id) }
    expect(engine.reload.network_manager).to eq(first) if first && ours.exists?(first.id) && !first.made_by_hand?
    expect(CloudTenant.distinct.pluck(:ems_id) - [engine.id, *managers.map(&:id)]).to be_empty
  end

  Array.new(Integer(ENV.fetch("OVIRT_NET_SEQUENCES", 20))) { |seed| seed }.each do |seed|
    it "leaves all others alone, in sequence #{seed}" do
      random = Random.new(seed)
      6.times do |counter|
        touched = step(random, counter)
        before, first = settle(touched)
        expect_what_holds(before, first)
      end
    end
  end
end
