namespace :ovirt_net do
  report = lambda do |done|
    puts(done.presence || "nothing to do")
  end

  desc "Makes the network managers of the region that came with the oVirt and Red Hat Virtualization providers ours, in place"
  task :adopt => :environment do
    report[ManageIQ::Providers::OvirtNet::Adoption.adopt]
  end

  desc "Checks all network managers of the region, as ovirt-net check --all does, and ends with its exit code"
  task :check => :environment do
    require "ovirt_net/cli"
    exit(OvirtNet::CLI.run(%w[check --all]))
  end

  desc "Gives our network managers of the region back to the oVirt and Red Hat Virtualization providers, before this gem is removed"
  task :give_back => :environment do
    report[ManageIQ::Providers::OvirtNet::Adoption.give_back]
  end

  {:pause => "paused", :resume => "resumed"}.each do |action, done|
    desc "Makes ManageIQ #{action} the network managers of the region, or those of the oVirt provider with that NAME, or the one; their oVirt providers go on"
    task action => :environment do
      managers = ManageIQ::Providers::OvirtNet::NetworkManager.in_my_region.order(:id).to_a
      names    = ->(manager) { [manager.name, manager.parent_manager&.name].compact }
      if ENV["NAME"]
        known    = managers.flat_map(&names).uniq
        managers = managers.select { |manager| names[manager].include?(ENV["NAME"]) }
        abort("no network manager or oVirt provider of one is called #{ENV["NAME"]}; there are #{known.join(", ").presence || "none"}") if managers.empty?
      end
      managers = managers.select { |manager| manager.enabled? == (action == :pause) }
      report[managers.each(&:"#{action}!").map { |manager| "#{done} network manager [#{manager.name}], id: [#{manager.id}]" }]
    end
  end
end
