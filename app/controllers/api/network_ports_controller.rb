module Api
  # Network ports, which ManageIQ's API has no collection of: to be read, and their security groups and port security to be changed.
  class NetworkPortsController < BaseController
    include Subcollections::SecurityGroups

    def edit_resource(type, id, data = {})
      raise BadRequestError, "Must specify an id for editing a #{type} resource" unless id

      port = resource_search(id, type)
      raise BadRequestError, "#{port.name}: #{port.unsupported_reason(:update)}" unless port.respond_to?(:update_network_port_queue) && port.supports?(:update)

      options = data.deep_symbolize_keys
      problem = ManageIQ::Providers::OvirtNet::ProfileGroups::Settlement.new(port.ext_management_system, [port], options).problem
      raise BadRequestError, "#{port.name}: #{problem}" if problem

      task = port.update_network_port_queue(User.current_userid, options)
      action_result(true, "Updating #{port.name}", :task_id => task)
    rescue BadRequestError => err
      single_resource? ? raise : action_result(false, err.message)
    end
  end
end
