require "open3"
require "socket"
require "tmpdir"

# A name may have several addresses, of which some lead nowhere: a firewall drops what is sent there.
RSpec.describe "A name with several addresses" do
  # A port of an address that answers no more: its listener has as many connections as it takes.
  def with_black_hole(address, port)
    hole = Socket.new(address.include?(":") ? :INET6 : :INET, :STREAM)
    hole.setsockopt(:SOCKET, :REUSEADDR, true)
    hole.bind(Addrinfo.tcp(address, port))
    hole.listen(0)
    taken = []
    loop { taken << Socket.tcp(address, port, :connect_timeout => 0.2) }
  rescue Errno::ETIMEDOUT
    yield
  ensure
    [hole, *taken].compact.each(&:close)
  end

  # What the code prints where the name two.example.com has these addresses.
  def ruby(code, addresses)
    Dir.mktmpdir do |directory|
      File.write("#{directory}/hosts", addresses.map { |address| "#{address} two.example.com\n" }.join)
      mount  = "mount --bind #{directory}/hosts /etc/hosts && exec \"$@\""
      libs   = $LOAD_PATH.grep(%r{/lib\z}).first(1).flat_map { |path| ["-I", path] }
      output, = Open3.capture2e("unshare", "--mount", "sh", "-c", mount, "sh", RbConfig.ruby, *libs, "-r", "ovirt_net/check", "-e", code)
      output
    end
  end

  before do
    skip("needs root, to give a name addresses") unless Process.uid.zero? && system("unshare", "--mount", "true", :err => File::NULL)
    skip("needs IPv6, which is tried first") unless Socket.ip_address_list.any?(&:ipv6_loopback?)
  end

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  let(:port) { URI(@simulator.identity_url).port }

  it "is reached where the first one is silent, by the client and by a check, and in a fraction of the time limit" do
    code = <<~RUBY
      started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      OvirtNet::Client.new(:authentication_url => "http://two.example.com:#{port}/", :username => "admin@internal", :password => "123456", :connect_timeout => 20).login
      print OvirtNet::Check::Connection.try("two.example.com", #{port}, 20), " ", Process.clock_gettime(Process::CLOCK_MONOTONIC) - started < 5
    RUBY
    with_black_hole("::1", port) { expect(ruby(code, %w[::1 127.0.0.1])).to eq("127.0.0.1 true") }
  end

  it "is not reached where all are silent, in no more than the time limit" do
    code = <<~RUBY
      started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      begin
        OvirtNet::Client.new(:authentication_url => "http://two.example.com:#{port + 1}/", :username => "u", :password => "p", :connect_timeout => 1.5).login
      rescue OvirtNet::TimeoutError => err
        print err.code, " ", err.message, " ", Process.clock_gettime(Process::CLOCK_MONOTONIC) - started < 4
      end
    RUBY
    with_black_hole("::1", port + 1) do
      with_black_hole("127.0.0.1", port + 1) { expect(ruby(code, %w[::1 127.0.0.1])).to match(/\Aunreachable .*no connection to two\.example\.com:\d+ within 1\.5 s true\z/) }
    end
  end

  it "is not reached where each refuses, and each is named" do
    code = <<~RUBY
      OvirtNet::Check::Connection.try("two.example.com", 1, 5)
    RUBY
    expect(ruby(code, %w[::1 127.0.0.1])).to match(/two\.example\.com cannot be reached on port 1: ::1 \(Connection refused.*\), 127\.0\.0\.1 \(Connection refused/)
  end
end
