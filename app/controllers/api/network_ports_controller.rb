module Api
  # Network ports, which ManageIQ's API has no collection of: to be read, their security groups and port security to be changed, and to be
  # asked whether a packet arrives.
  class NetworkPortsController < BaseController
    include Subcollections::SecurityGroups

    QUESTION = %w[from to protocol port].freeze

    # From and to anything that may be asked for: a VM, a port or an address
    def reach_collection(_type, data = {})
      answer(manager_of(data), data)
    end

    # From this port
    def reach_resource(type, id, data = {})
      raise BadRequestError, "Must specify an id for asking from a #{type} resource" unless id

      port = resource_search(id, type)
      answer(port.ext_management_system, data.merge("from" => port.ems_ref))
    end

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

    private

    def answer(manager, data)
      raise BadRequestError, "This is no port of oVirt's network provider" unless manager.respond_to?(:reach)

      question = data.slice(*QUESTION).compact.transform_keys(&:to_sym)
      missing  = %i[from to] - question.keys
      raise BadRequestError, "#{missing.to_sentence} must be given: the name of a VM, the id or the name of a port, or an IP address" if missing.any?

      manager.reach(**question)
    rescue ::OvirtNet::Error => err
      raise BadRequestError, err.message
    end

    def manager_of(data)
      managers = Rbac.filtered(ManageIQ::Providers::OvirtNet::NetworkManager.all).to_a
      id       = data["provider"].kind_of?(Hash) ? data["provider"]["id"] || data["provider"]["href"].to_s.split("/").last : data["provider"]
      found    = id ? managers.select { |manager| manager.id.to_s == id.to_s } : managers
      return found.first if found.one?

      raise BadRequestError, id ? "There is no network provider #{id} of oVirt" : "provider must be given, as there #{managers.empty? ? "is none" : "are several"}: id of a network provider"
    end
  end
end
