require_relative "native_gem"

namespace :gem do
  desc "Builds the gem with the extension inside into pkg, for the Rubies that RUBIES names (\"ruby3.1 ruby3.3\"; this one)"
  task :native do
    libraries = ENV.fetch("RUBIES", RbConfig.ruby).split.to_h { |ruby| NativeGem.compile(ruby) }
    libraries.each { |ruby, library| puts("Ruby #{ruby}: #{Needs.new(library)}") }
    path = NativeGem.new(libraries).build(File.expand_path("../pkg", __dir__))
    puts("#{path}: #{File.size(path)} bytes")
  end
end
