RSpec.describe ManageIQ::Providers::OvirtNet::RejectedLogin do
  let(:ours)    { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:manager) { FactoryBot.create(:ems_ovirt_net, :hostname => "127.0.0.1") }
  let(:engine)  { manager.parent_manager }
  let(:login)   { {:userid => "admin@internal", :password => "123456"} }

  around { |example| Simulator.start(:networks => 1) { |simulator| (@simulator = simulator) && example.run } }

  before do
    EvmSpecHelper.create_guid_miq_server_zone
    follow(manager)
    engine.update_authentication(:default => login)
    MiqQueue.delete_all
  end

  after { Timecop.return }

  def follow(one)
    one.update!(:port => URI(@simulator.identity_url).port, :security_protocol => "non-ssl", :zone => MiqServer.my_server.zone)
  end

  def refuse(because)
    @simulator.fail("tokens", "do" => "sso", "because" => because)
  end

  def logins
    @simulator.requests.count("POST /v2.0/tokens")
  end

  # @return [String, nil] why it could not log in
  def tried(one = manager)
    ours.find(one.id).verify_credentials
    nil
  rescue => err
    err.message
  end

  def refused(because = "wrong_password")
    refuse(because)
    expect(tried).to match(/refused with 40[13]/)
    @simulator.forget_requests
  end

  def expect_no_login(*managers)
    managers.each { |one| expect(tried(one)).to match(/\AoVirt refused the login of admin@internal at .* UTC \(.*\)\. Another attempt could lock the account, so ManageIQ waits until .* UTC/) }
    expect(logins).to eq(0)
  end

  # What ManageIQ's scheduler, oVirt's events and ManageIQ's workers do in a day.
  def a_day_of_schedules(*managers)
    messages = MiqQueue.where(:state => "ready", :instance_id => managers.map(&:id)).or(MiqQueue.where(:state => "ready", :class_name => "EmsRefresh"))
    ((24 * 60) / 2).times do |step|
      Timecop.travel(2.minutes.from_now)
      ExtManagementSystem.authentication_check_schedule if (step % 30).zero?
      ours.refresh_all_ems_timer
      managers.each { |one| ours.find(one.id).queue_refresh_after_event(:ports, 15) } if (step % 10).zero?
      messages.where("deliver_on IS NULL OR deliver_on <= ?", Time.now.utc).order(:id).to_a.each do |message|
        message.destroy
        message.deliver
      end
    end
  end

  cases = ENV["OVIRT_NET_LOGINS"] ? %w[wrong_password account_locked account_expired password_expired unknown_profile keycloak_wrong_password not_permitted directory_unreachable keycloak_down client_secret client_untrusted token_unknown server_error unreachable] : %w[wrong_password account_locked]
  cases.each do |because|
    it "logs in once a day, not again and again, after: #{because}" do
      beside = FactoryBot.create(:ems_ovirt_net, :parent_manager => engine, :hostname => "localhost").tap { |one| follow(one) }
      [manager, beside].each { |one| EmsRefresh.refresh(one) }
      MiqQueue.delete_all
      @simulator.forget_requests
      refuse(because)
      a_day_of_schedules(manager, beside)
      puts("#{because}: #{logins}") if ENV["OVIRT_NET_LOGINS"]
      expect(logins).to be_between(1, 2) if %w[wrong_password account_locked].include?(because)
    end
  end

  it "is one for the verification, the refresh, what was changed and the command" do
    refused
    expect { EmsRefresh.refresh(manager) }.to raise_error(MiqException::MiqInvalidCredentialsError, /oVirt refused the login of admin@internal/)
    expect(manager.reload.last_refresh_error).to match(/oVirt refused the login of admin@internal at .*user or password are wrong/)
    expect { manager.create_cloud_network(:name => "blue") }.to raise_error(MiqException::Error, /oVirt refused the login/)
    steps  = OvirtNet::Check::Report.new("", double(:starts => nil, :ends => nil)).tap { |report| ManageIQ::Providers::OvirtNet::Check.new(manager).check(report) }.steps
    failed = steps.find { |step| step.name == "credentials" }
    expect(failed).to have_attributes(:status => "failed", :message => /oVirt refused the login of admin@internal/, :remedy => /Correct the user or the password.*validate or refresh/)
    expect { ManageIQ::Providers::OvirtNet::Check.new(manager).client }.to raise_error(OvirtNet::AuthenticationError)
    expect_no_login(manager)
  end

  it "is kept where the command finds it first" do
    refuse("account_locked")
    report = OvirtNet::Check::Report.new("", double(:starts => nil, :ends => nil))
    ManageIQ::Providers::OvirtNet::Check.new(manager).check(report)
    expect([report.status, logins]).to eq(["failed", 1])
    @simulator.forget_requests
    expect_no_login(manager)
  end

  it "counts for every network manager with the same engine, user and password, and for no other" do
    beside  = FactoryBot.create(:ems_ovirt_net, :parent_manager => engine, :hostname => "localhost").tap { |one| follow(one) }
    by_hand = ours.create!(:name => "By hand", :hostname => engine.hostname, :zone => manager.zone, :api_version => "v2").tap { |one| one.update_authentication(:default => login) }
    others  = [
      FactoryBot.create(:ems_ovirt_net, :hostname => "127.0.0.2").tap { |one| one.parent_manager.update_authentication(:default => login) },
      FactoryBot.create(:ems_ovirt_net, :parent_manager => engine, :hostname => "127.0.0.1", :port => 1).tap { |one| one.update_authentication(:default => login.merge(:userid => "other@internal")) }
    ]
    MiqQueue.delete_all
    refused
    expect_no_login(manager, beside, by_hand)
    expect(others.map { |one| one.rejected_login.known }).to eq([nil, nil])
    expect(described_class.of_engine(engine).known).to include(:code => :wrong_password)
  end

  it "ends when user or password change, in the engine's credentials or its own" do
    refused
    @simulator.faults = []
    engine.update_authentication(:default => login.merge(:password => "new"))
    @simulator.settings = {:password => "new"}
    expect(tried).to be_nil
    engine.update_authentication(:default => login)
    expect(tried).to match(/oVirt refused the login/)
    manager.update_authentication(:default => login.merge(:userid => "me@internal"))
    expect(tried).to match(/user or password are wrong/)
  end

  it "ends after a day, and when the clock that it was noted by was wrong" do
    refused
    Timecop.travel(23.hours.from_now)
    expect_no_login(manager)
    Timecop.travel(61.minutes.from_now)
    expect(tried).to match(/user or password are wrong/)
    Timecop.travel(8.hours.ago)
    expect(tried).to match(/user or password are wrong/)
  end

  {
    "validates the credentials on its page" => ->(manager) { manager.authentication_check_types_queue(["default"], :save => true) },
    "validates what stands in the form"     => ->(manager) { manager.class.verify_credentials("id" => manager.id.to_s) rescue nil },
    "refreshes it in the list"              => ->(manager) { ManageIQ::Providers::NetworkManager.refresh_ems([manager.id], true) },
    "refreshes it through the API"          => ->(manager) { manager.default_authentication.update!(:status => "Valid") && manager.refresh_ems(:create_task => true) },
    "validates the oVirt provider"          => ->(manager) { manager.parent_manager.authentication_check_types_queue(["default"], :save => true) },
    "refreshes the oVirt provider"          => ->(manager) { ManageIQ::Providers::InfraManager.refresh_ems([manager.parent_manager.id], true) },
    "refreshes that through the API"        => ->(manager) { manager.parent_manager.default_authentication.update!(:status => "Valid") && manager.parent_manager.refresh_ems(:create_task => true) }
  }.each do |what, action|
    it "ends when a user #{what}" do
      refused
      @simulator.faults = []
      action.call(ours.find(manager.id))
      expect(tried).to be_nil
    end
  end

  it "stays when ManageIQ checks by itself" do
    refused
    ExtManagementSystem.authentication_check_schedule
    ours.refresh_all_ems_timer
    ManageIQ::Providers::InfraManager.refresh_all_ems_timer
    expect(manager.authentication_check.first).to be(false) # of a worker that starts
    expect_no_login(manager)
  end

  it "stays when oVirt says that the network provider is elsewhere, and when another network manager is added" do
    provider = ->(host) { double("provider", :id => "ovn", :name => "ovn", :authentication_url => "http://#{host}:#{manager.port}/v2.0") }
    follow   = ->(host) { ManageIQ::Providers::OvirtNet::Discovery::ProviderReconciler.new(engine, ours.find(manager.id)).follow(provider[host]) }
    follow["127.0.0.1"]
    refused
    follow["localhost"]
    expect(ours.find(manager.id).hostname).to eq("localhost")
    ours.create_from_params({:name => "By hand", :parent_ems_id => engine.id.to_s}, [{:role => "default", :url => "https://#{engine.hostname}:35357/v2.0"}], [])
    expect_no_login(manager)
  end

  it "is kept with the oVirt provider while that has no network manager" do
    engine.update!(:hostname => "127.0.0.1")
    manager.destroy!
    require "ovirtsdk4"
    refusal = JSON.parse(EngineRefusal.of("wrong_password").last) # in the words of ovirtsdk4/connection.rb
    allow(ManageIQ::Providers::InfraManager).to receive(:find_by).and_return(engine.reload)
    allow(engine).to receive(:with_provider_connection).and_raise(OvirtSDK4::AuthError, "Error during SSO authentication: #{refusal.values_at("error_code", "error").join(": ")}")
    2.times { ManageIQ::Providers::OvirtNet::Discovery.run(engine.id) }
    expect(engine).to have_received(:with_provider_connection).once
    later = FactoryBot.create(:ems_ovirt_net, :parent_manager => engine, :hostname => "127.0.0.1").tap { |one| follow(one) }
    @simulator.forget_requests
    expect_no_login(later)
    later.parent_manager.authentication_check_types_queue(["default"], :save => true)
    expect(ours.find(later.id).rejected_login.known).to be_nil
  end

  {"directory_unreachable" => "LDAP is down", "client_secret" => "the provider is set up wrongly", "unreachable" => "the engine is down"}.each do |because, what|
    it "is none where #{what}" do
      refuse(because)
      2.times { expect(tried).to include("oVirt's network provider").or include("the engine cannot reach the directory") }
      expect(logins).to eq(2)
    end
  end

  it "keeps no password, nor what one could be tried on" do
    refused
    kept = ours.connection.select_value("SELECT options FROM ext_management_systems WHERE id = #{manager.id}")
    expect(kept).to include("wrong_password")
    expect(kept).not_to include("123456")
    plain = ["127.0.0.1", engine.hostname].flat_map { |host| [Digest::SHA256.hexdigest("#{host}\0admin@internal\000123456"), Digest::MD5.hexdigest("123456")] }
    expect(plain.none? { |digest| kept.include?(digest) }).to be(true)
    allow(ManageIQ::Password.key).to receive(:to_s).and_return("another")
    expect(manager.rejected_login.known).to be_nil
  end

  it "leaves the other options alone" do
    manager.update!(:options => {:import => {:mode => "never"}})
    stale = ours.find(manager.id)
    refused
    stale.refresh_schedule = {:failing => {}}
    stale.save!
    expect(ours.find(manager.id).options).to include(:import => {:mode => "never"}, :refresh => {:failing => {}}, :rejected_login => include(:code => :wrong_password))
    manager.rejected_login.forget
    expect(ours.find(manager.id).options.keys).to contain_exactly(:import, :refresh)
  end
end
