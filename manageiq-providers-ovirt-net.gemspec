require_relative "lib/ovirt_net/version"

Gem::Specification.new do |spec|
  spec.name        = "manageiq-providers-ovirt-net"
  spec.version     = OvirtNet::VERSION
  spec.authors     = ["ManageIQ Authors"]
  spec.homepage    = "https://github.com/ManageIQ/manageiq-providers-ovirt-net"
  spec.summary     = "ManageIQ plugin for oVirt's OVN network provider"
  spec.description = "Refreshes the networks, subnets, ports, routers and security groups of oVirt's OVN network provider " \
                     "(ovirt-provider-ovn) into ManageIQ. Nothing is lost, and nothing is written that did not change."
  spec.licenses    = ["Apache-2.0"]

  spec.required_ruby_version = [">= 3.1", "< 3.5"]

  spec.files = Dir.chdir(__dir__) do
    Dir["{app,config,content,db,exe,lib,locale}/**/*", "docs/**/*.{md,svg}", "{CHANGELOG,README}.md", "LICENSE.txt",
        "ext/**/*.{css,rb,rs,toml}", "Cargo.{toml,lock}"]
      .select { |file| File.file?(file) && !file.end_with?(".so") && !file.match?(%r{\Aext/.*/(tests|examples)(/|\.rs\z)}) }
  end
  spec.bindir        = "exe"
  spec.executables   = ["ovirt-net"]
  spec.require_paths = ["lib"]
  spec.extensions    = ["ext/ovirt_net/extconf.rb"]

  spec.add_dependency "thor", "~> 1.2"

  spec.add_development_dependency "manageiq-style", "~> 1.5"
  spec.add_development_dependency "simplecov", "~> 0.21", ">= 0.21.2"

  spec.metadata["rubygems_mfa_required"] = "true"
end
