RSpec.describe "Secrets" do
  let(:password) { "s3cret-passw0rd" }

  around { |example| Simulator.start(:user => "admin@internal", :password => "s3cret-passw0rd", :networks => 1) { |simulator| (@simulator = simulator) && example.run } }

  # Everything that anybody may see of an object or an error.
  def seen(object)
    [object.inspect, object.to_s, (object.full_message(:highlight => false) if object.respond_to?(:full_message)),
     *object.instance_variables.map { |name| object.instance_variable_get(name).inspect }].join("\n")
  end

  it "show in no inspect and no error, not even when the provider repeats them" do
    client = client_of(@simulator, :password => password)
    shown  = [seen(client), seen(client.login)]
    [
      {"do" => "status", "status" => 401, "message" => "no user with password #{password}"},
      {"do" => "status", "status" => 500, "message" => "wrong: #{password}"},
      {"do" => "html"}, {"do" => "body", "body" => nil}, {"do" => "reset"}
    ].each do |fault|
      %w[tokens ports].each do |list|
        @simulator.fail(list, fault)
        client_of(@simulator, :password => password).inventory
      rescue OvirtNet::Error => err
        shown << seen(err)
      end
    end
    expect(shown.size).to be > 10
    expect(shown.join("\n")).not_to include(password)
    expect(client.inspect).to eq(%(#<OvirtNet::Client authentication_url="#{@simulator.identity_url}" username="admin@internal" password=[FILTERED]>))
  end

  it "show in no error about an unusable option" do
    [{:authentication_url => "https://admin:#{password}@h/v2.0"}, {:proxy => "nonsense:#{password}@"}, {:read_timeout => 0}].each do |options|
      OvirtNet::Client.new(:authentication_url => "https://h/v2.0", :username => "u", :password => password, **options)
    rescue OvirtNet::Error => err
      expect(seen(err)).not_to include(password)
    else
      raise "#{options.keys} was accepted"
    end
  end
end
