if defined?(ManageIQ::UI::Classic::Engine)
  Rails.application.routes.draw do
    get "ovirt_net_topology", :to => "ovirt_net_topology#index"
    get "ovirt_net_topology/show(/:id)", :to => "ovirt_net_topology#show"
  end
end
