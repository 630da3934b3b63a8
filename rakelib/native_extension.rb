require "fileutils"
require "rbconfig"
require_relative "needs"

# The extension, compiled for a Ruby and a CPU. With cargo-zigbuild it needs no newer C library than Enterprise Linux 9 has, wherever it
# is compiled, and another CPU's is compiled as well.
class NativeExtension
  ROOT   = File.expand_path("..", __dir__)
  TARGET = {"x86_64" => "x86_64-unknown-linux-gnu", "aarch64" => "aarch64-unknown-linux-gnu"}.freeze

  # @param version [String] such as "3.1"
  # @param ruby [String] name or path of that Ruby's interpreter for the CPU of this machine
  # @param cpu [String] "x86_64" or "aarch64"
  # @param sysroot [String] the folder that has headers and libraries of Ruby and OpenSSL below `usr`, for that CPU
  def initialize(version, ruby, cpu: RbConfig::CONFIG["host_cpu"], sysroot: "/")
    @version = version
    @ruby    = ruby
    @cpu     = cpu
    @sysroot = sysroot.chomp("/")
  end

  # @return [String] path of the compiled extension
  def compile
    call(*(zig? ? with_zig : %W[cargo build --target #{target}]), "--release", "--locked", "--package", "ovirt_net", "--target-dir", folder)
    path = "#{folder}/#{@cpu}/#{@version}/ovirt_net.so"
    FileUtils.mkdir_p(File.dirname(path))
    FileUtils.cp("#{folder}/#{target}/release/libovirt_net.so", path)
    path
  end

  private

  def with_zig
    %W[cargo zigbuild --target #{target}.#{Needs::NEWEST["GLIBC"]}]
  end

  def zig?
    system("cargo-zigbuild", "--version", :out => File::NULL, :err => File::NULL)
  end

  def call(*command)
    system(environment, *command, :chdir => ROOT) || abort("#{command.join(" ")} failed")
  end

  def environment
    # Ruby's own rbconfig, or the one of the other CPU's, which says where that one's headers are
    rbconfig = Dir["#{@sysroot}/usr/lib/{#{@cpu}-linux-gnu/ruby/#{@version}.0,ruby/#{@version}.0/#{@cpu}-linux}"].first unless @sysroot.empty?
    abort("#{@sysroot} has no rbconfig.rb of Ruby #{@version} for #{@cpu}; unpack that CPU's libruby#{@version} and ruby#{@version}-dev there") unless rbconfig || @sysroot.empty?
    {"RUBY" => @ruby, "RUBYLIB" => rbconfig, "CARGO_PROFILE_RELEASE_STRIP" => "symbols", **(zig? ? openssl : {})}.compact
  end

  # Zig looks into none of Debian's folders, and must not find the C library's headers beside OpenSSL's. Their times stay, so that
  # Cargo compiles what uses OpenSSL once for all Rubies.
  def openssl
    own = "#{folder}/#{@cpu}/openssl"
    FileUtils.mkdir_p(["#{own}/include/openssl", "#{own}/lib"])
    FileUtils.cp(Dir["#{@sysroot}/usr/include/openssl/*.h", "#{@sysroot}/usr/include/#{@cpu}-linux-gnu/openssl/*.h"], "#{own}/include/openssl", :preserve => true)
    FileUtils.ln_sf(Dir["#{@sysroot}/usr/{lib/#{@cpu}-linux-gnu,lib64}/lib{ssl,crypto}.so"], "#{own}/lib")
    {"OPENSSL_INCLUDE_DIR" => "#{own}/include", "OPENSSL_LIB_DIR" => "#{own}/lib"}
  end

  def folder
    "#{ROOT}/target/native"
  end

  def target
    TARGET.fetch(@cpu)
  end
end
