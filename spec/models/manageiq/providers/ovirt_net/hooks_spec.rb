# What is extended of ManageIQ's own classes.
RSpec.describe ManageIQ::Providers::OvirtNet::Hooks do
  let(:extension) { stub_const("ManageIQ::Providers::OvirtNet::MadeUp", Module.new) }
  let(:loader)    { double("loader", :on_load => nil) }

  def hook(target, how = :prepend, **more)
    ManageIQ::Providers::OvirtNet::Hook.new(:target => target, :how => how, :extension => extension, :why => "something is shown", :until => "never", **more)
  end

  it "are all in force in this ManageIQ, and say why they are there" do
    expect(described_class.problems).to eq([])
    expect(described_class.all.map { |hook| [hook.why, hook.until] }.flatten).to all(be_present)
  end

  it "are installed in classes that were loaded before" do
    target = stub_const("MadeUpController", Class.new)
    hook("MadeUpController").register(loader)
    hook("MadeUpController", :prepend_to_class).register(loader)
    expect(target.ancestors).to include(extension)
    expect(target.singleton_class.ancestors).to include(extension)
    expect(loader).to have_received(:on_load).twice.with("MadeUpController")
  end

  it "leave what is not loaded to be loaded when it is needed" do
    hook("ManageIQ::Providers::OvirtNet::NotLoadedYet").register(loader)
    expect(loader).to have_received(:on_load).with("ManageIQ::Providers::OvirtNet::NotLoadedYet")
  end

  it "are told where their class was loaded without them, is gone, or cannot be loaded" do
    stub_const("MadeUpController", Class.new)
    expect(hook("MadeUpController").problem).to eq("MadeUpController was loaded without it")
    expect(hook("GoneController").problem).to eq("there is no GoneController in this ManageIQ")
    broken = hook(+"BrokenController")
    allow(broken.target).to receive(:safe_constantize).and_raise(LoadError, "no such file")
    expect(broken.problem).to eq("BrokenController cannot be loaded: LoadError: no such file")
  end

  it "of pages and API are looked for, not loaded" do
    stub_const("ManageIQ::Api::Engine", Class.new)
    expect(hook("ApiMadeUp::GoneController", :plugin => "ManageIQ::Api::Engine").problem).to eq("there is no ApiMadeUp::GoneController in this ManageIQ")
    allow(ManageIQ::Providers::OvirtNet::Hook).to receive(:known?) { |name| name == "ApiMadeUp::Controller" }
    expect(hook("ApiMadeUp::Controller", :plugin => "ManageIQ::Api::Engine").problem).to be_nil
  end

  it "are not missed where ManageIQ has no such plugin" do
    expect(hook("GoneController", :plugin => "ManageIQ::UI::Gone::Engine").problem).to be_nil
    expect(hook("GoneController", :plugin => "ManageIQ::Providers::OvirtNet::Engine").problem).to be_present
  end

  it "are in the check where one is not in force" do
    allow(described_class).to receive(:all).and_return([hook("GoneController")])
    expect(described_class.problems).to eq(["MadeUp of GoneController: there is no GoneController in this ManageIQ; missing: something is shown"])
  end
end
