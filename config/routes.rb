if defined?(ManageIQ::UI::Classic::Engine)
  Rails.application.routes.draw do
    get "ovirt_net_topology", :to => "ovirt_net_topology#index"
    get "ovirt_net_topology/show(/:id)", :to => "ovirt_net_topology#show"

    get "ovirt_net_security_groups/group", :to => "ovirt_net_security_groups#group"
    match "ovirt_net_security_groups/edit", :to => "ovirt_net_security_groups#edit", :via => %i[get post]
    %w[group_preview preview save].each { |step| post "ovirt_net_security_groups/#{step}", :to => "ovirt_net_security_groups##{step}" }
  end
end
