# What the next Rails takes away must not be asked of this one.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  include_context "manager of the simulator"

  around { |example| Simulator.start(:networks => 3, :ports => 5) { |simulator| (@simulator = simulator) && example.run } }

  # As though nobody had a connection yet: only the first `connection` of a thread is warned of.
  before { allow(ActiveRecord::Base.connection_pool).to receive(:permanent_lease?).and_return(true) }

  # @return [Array<String>] the warnings of Rails that the block gives this gem's code, with the line
  def warnings
    checkout, ActiveRecord.permanent_connection_checkout = ActiveRecord.permanent_connection_checkout, :deprecated
    behaviors = Rails.application.deprecators.each.to_h { |deprecator| [deprecator, deprecator.behavior] }
    found     = []
    behaviors.each_key { |deprecator| deprecator.behavior = ->(message, callers, *) { found << "#{callers.first}: #{message}" } }
    yield
    found.grep(/\A#{Regexp.escape(ManageIQ::Providers::OvirtNet::Engine.root.to_s)}/)
  ensure
    ActiveRecord.permanent_connection_checkout = checkout
    behaviors&.each { |deprecator, behavior| deprecator.behavior = behavior }
  end

  it "uses nothing that Rails deprecates when it refreshes, changes and is removed" do
    found = warnings do
      2.times { EmsRefresh.refresh(manager.class.find(manager.id)) }
      manager.create_security_group(:name => "web")
      manager.class.find(manager.id).destroy!
    end
    expect(found).to eq([])
    expect(::CloudNetwork.count).to eq(0)
  end

  it "would see it" do
    found = warnings { eval("ExtManagementSystem.connection", binding, ManageIQ::Providers::OvirtNet::Engine.root.join("app/made_up.rb").to_s, 7) }
    expect(found).to match([/made_up\.rb:7.*`ActiveRecord::Base\.connection`/])
  end
end
