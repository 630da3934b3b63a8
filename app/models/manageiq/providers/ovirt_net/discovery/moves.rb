# The network managers whose server changes in one discovery, such as two whose network providers have swapped their URLs in oVirt.
# One may take the endpoint that another one leaves.
class ManageIQ::Providers::OvirtNet::Discovery::Moves
  # @param managers [Array<ManageIQ::Providers::OvirtNet::NetworkManager>] in the order in which they are attended to, and those that are not
  # @yieldparam manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @yieldreturn [Hash, nil] the endpoint that it is given, see OvirtNet.endpoint; nil where it keeps its own
  def initialize(managers)
    @servers = managers.to_h { |manager| [manager, manager.class::EndpointParams.server(manager.current_endpoint)] }
    @targets = managers.to_h { |manager| [manager, yield(manager)&.then { |endpoint| manager.class::EndpointParams.server(endpoint) }] }
  end

  # @return [Array<Integer>] their ids
  def ids
    @ids ||= possible(wanted).map(&:id)
  end

  private

  # Of several that are given the same server, the first gets it.
  def wanted
    @targets.keys.select { |manager| @targets[manager] && @targets[manager] != @servers[manager] }.uniq { |manager| @targets[manager] }
  end

  # One that stays keeps its server, so the one that was to take that stays, too.
  def possible(moving)
    kept  = @servers.except(*moving).values
    stuck = moving.select { |manager| kept.include?(@targets[manager]) }
    stuck.empty? ? moving : possible(moving - stuck)
  end
end
