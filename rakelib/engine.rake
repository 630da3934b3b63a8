namespace :engine do
  desc "Compares what this gem assumes of oVirt's engine with its source: ENGINE=/path/to/a/clone, TAG=ovirt-engine-4.4.10.7 for one of its releases"
  task :contract do
    require_relative "engine_contract"
    source   = EngineSource.new(ENV.fetch("ENGINE") { abort("ENGINE=/path/to/a/clone of oVirt/ovirt-engine is missing") }, ENV.fetch("TAG", nil))
    findings = EngineContract.new(source).findings
    wrong    = findings.reject(&:right?)
    puts("oVirt engine #{source.version}: #{findings.size} assumptions, #{wrong.size} wrong", findings)
    abort if wrong.any?
  end
end
