require_relative "../lib/ovirt_net/version"
require_relative "native_extension"
require_relative "native_gem"
require_relative "rubies"

namespace :gem do
  desc "Builds the gem with the extension inside into pkg, for Ruby 3.1 to 3.4 or those that RUBIES names; SYSROOTS=\"aarch64=...\" for other CPUs besides"
  task :native do
    sysroots  = {RbConfig::CONFIG["host_cpu"] => "/", **ENV.fetch("SYSROOTS", "").split.to_h { |pair| pair.split("=", 2) }}
    libraries = sysroots.keys.product(Rubies.new.to_h.to_a).to_h do |cpu, (version, ruby)|
      [[cpu, version], NativeExtension.new(version, ruby, :cpu => cpu, :sysroot => sysroots[cpu]).compile]
    end
    libraries.each { |(cpu, version), library| puts("#{cpu}, Ruby #{version}: #{Needs.new(library)}") }
    path = NativeGem.new(libraries).build(File.expand_path("../pkg", __dir__))
    puts("#{path}: #{File.size(path)} bytes")
  end

  desc "Builds the gem that is compiled when it is installed into pkg"
  task :source do
    mkdir_p "pkg"
    sh "gem", "build", "manageiq-providers-ovirt-net.gemspec", "--output", "pkg/manageiq-providers-ovirt-net-#{OvirtNet::VERSION}-source.gem"
  end
end
