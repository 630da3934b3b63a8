if defined?(ManageIQ::UI::Classic::Engine)
  Rails.application.routes.draw do
    get "ovirt_net_topology", :to => "ovirt_net_topology#index"
    get "ovirt_net_topology/show(/:id)", :to => "ovirt_net_topology#show"
    get "ovirt_net_reachability", :to => "ovirt_net_reachability#index"
    get "ovirt_net_reachability/show(/:id)", :to => "ovirt_net_reachability#show"
    get "ovirt_net_findings", :to => "ovirt_net_findings#index"
    get "ovirt_net_findings/show(/:id)", :to => "ovirt_net_findings#show"

    get "ovirt_net_security_groups/group", :to => "ovirt_net_security_groups#group"
    get "security_group/delete_used/:id", :to => "ovirt_net_security_groups#delete_used"
    post "ovirt_net_security_groups/destroy", :to => "ovirt_net_security_groups#destroy"
    match "ovirt_net_security_groups/edit", :to => "ovirt_net_security_groups#edit", :via => %i[get post]
    %w[group_preview preview save save_waiting].each { |step| post "ovirt_net_security_groups/#{step}", :to => "ovirt_net_security_groups##{step}" }
  end
end
