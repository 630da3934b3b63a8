if defined?(ManageIQ::UI::Classic::Engine)
  Rails.application.routes.draw do
    get "ovirt_net_topology", :to => "ovirt_net_topology#index"
    get "ovirt_net_topology/show(/:id)", :to => "ovirt_net_topology#show"
    get "ovirt_net_reachability", :to => "ovirt_net_reachability#index"
    get "ovirt_net_reachability/show(/:id)", :to => "ovirt_net_reachability#show"
    get "ovirt_net_findings", :to => "ovirt_net_findings#index"
    get "ovirt_net_findings/show(/:id)", :to => "ovirt_net_findings#show"
  end
end
