namespace :docs do
  desc "Writes the tables of error codes into docs/troubleshooting.md"
  task :troubleshooting => :compile do
    $LOAD_PATH.unshift(File.expand_path("../lib", __dir__))
    require_relative "troubleshooting"
    Troubleshooting.write
  end
end
