if ENV["COVERAGE"]
  require "simplecov"
  SimpleCov.start
end

$LOAD_PATH.unshift(File.expand_path("../lib", __dir__))
require "ovirt_net"

Dir[File.expand_path("support/**/*.rb", __dir__)].each { |file| require file }

RSpec.configure do |config|
  config.disable_monkey_patching!
  config.expect_with(:rspec) { |expectations| expectations.syntax = :expect }
end

# Inside ManageIQ: specs speak to the simulator's control port.
VCR.configure { |config| config.ignore_localhost = true } if defined?(VCR)
