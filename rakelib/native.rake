require_relative "native_extension"
require_relative "native_gem"
require_relative "rubies"

namespace :gem do
  desc "Builds the gem with the extension inside into pkg, for Ruby 3.1 to 3.4 or those that RUBIES names; CPU=aarch64 SYSROOT=... for another CPU"
  task :native do
    cpu       = ENV.fetch("CPU", RbConfig::CONFIG["host_cpu"])
    libraries = Rubies.new.to_h.to_h do |version, ruby|
      [version, NativeExtension.new(version, ruby, :cpu => cpu, :sysroot => ENV.fetch("SYSROOT", "/")).compile]
    end
    libraries.each { |version, library| puts("Ruby #{version}: #{Needs.new(library)}") }
    path = NativeGem.new(libraries, :cpu => cpu).build(File.expand_path("../pkg", __dir__))
    puts("#{path}: #{File.size(path)} bytes")
  end
end
