namespace :ovirt_net do
  report = lambda do |done|
    puts(done.presence || "nothing to do")
  end

  desc "Adopts the region's network managers of the oVirt and Red Hat Virtualization providers, in place"
  task :adopt => :environment do
    report[ManageIQ::Providers::OvirtNet::Adoption.adopt]
  end

  desc "Checks all network managers of the region (ovirt-net check --all)"
  task :check => :environment do
    require "ovirt_net/cli"
    exit(OvirtNet::CLI.run(%w[check --all]))
  end

  desc "Gives the region's network managers back to the oVirt and Red Hat Virtualization providers, before this gem is removed"
  task :give_back => :environment do
    report[ManageIQ::Providers::OvirtNet::Adoption.give_back]
  end

  {:pause => "paused", :resume => "resumed"}.each do |action, done|
    desc "#{action.capitalize}s the network managers of the region, or only NAME: a network manager, or an oVirt provider with its network managers"
    task action => :environment do
      managers = ManageIQ::Providers::OvirtNet::NetworkManager.in_my_region.order(:id).to_a
      names    = ->(manager) { [manager.name, manager.parent_manager&.name].compact }
      if ENV["NAME"]
        known    = managers.flat_map(&names).uniq
        managers = managers.select { |manager| names[manager].include?(ENV["NAME"]) }
        abort("no network manager and no oVirt provider has the name #{ENV["NAME"]}; there are #{known.join(", ").presence || "none"}") if managers.empty?
      end
      managers = managers.select { |manager| manager.enabled? == (action == :pause) }
      report[managers.each(&:"#{action}!").map { |manager| "#{done} network manager [#{manager.name}], id: [#{manager.id}]" }]
    end
  end
end
