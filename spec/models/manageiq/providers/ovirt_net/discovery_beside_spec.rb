# What becomes of an engine's network manager, all of it once more beside others.
[
  "beside one that was made by hand",
  "beside one that was made by hand for the engine",
  "beside one of another provider, earlier in the alphabet",
  "beside one of another provider, later in the alphabet"
].each do |context|
  %w[discovery discovery_mishaps].each { |file| DiscoveryBeside.with(context, File.join(__dir__, "#{file}_spec.rb")) }
end
