return if defined?(Rails)

require "logger"

unless "".respond_to?(:classify)
  class String
    def classify
      split("_").map(&:capitalize).join.delete_suffix("s")
    end
  end
end

module InventoryRefresh
  ApplicationRecordReference = Struct.new(:base_class_name, :id)
end

module StandIns
  Vnics = Class.new do
    def find(_refs) = []
  end

  Tenants = Struct.new(:owner) do
    def with(_listed) = nil
  end

  Manager = Struct.new(:id, :name, :parent_manager, :keyword_init => true) do
    def self.name = "ManageIQ::Providers::OvirtNet::NetworkManager"
    def self.to_s = name

    def connect_unwatched(_options = {}) = nil
    def rejected_login = nil
    def infra_vnics = Vnics.new
    def tenant_ownership = Tenants.new(parent_manager)
  end

  class Collector
    attr_reader :manager, :target

    def self.delegate(*methods, to:)
      methods.each { |method| define_method(method) { |*args| send(to).public_send(method, *args) } }
    end

    def initialize(manager, target)
      @manager = manager
      @target  = target
    end
  end

  class Parser
    attr_accessor :collector, :persister
  end

  class Persister
    attr_reader :manager, :collections

    def initialize(manager, _target = nil, _collector = nil)
      @manager     = manager
      @collections = {}
      initialize_inventory_collections
    end

    def add_network_collection(name)
      builder = Builder.new(name)
      yield(builder)
      collections[name] = Collection.new(builder)
    end
  end

  class Builder
    MANAGER_REFS = {:cloud_subnet_network_ports => %i[address cloud_subnet network_port]}.freeze

    attr_reader :properties, :default_values

    def initialize(name)
      @properties     = {:manager_ref => MANAGER_REFS.fetch(name, %i[ems_ref])}
      @default_values = {}
    end

    def add_properties(properties)
      @properties.merge!(properties)
    end

    def add_default_values(values)
      @default_values.merge!(values)
    end
  end

  class Collection
    def initialize(builder)
      @keys     = builder.properties[:manager_ref]
      @defaults = builder.default_values
      @objects  = {}
    end

    def build(row)
      @objects[row.values_at(*@keys).join("__")] ||= InventoryObject.new(@defaults.merge(row))
    end

    def lazy_find(reference)
      Lazy.new(self, reference) if reference
    end

    def find(reference)
      @objects[reference]
    end

    def data
      @objects.values
    end
  end

  InventoryObject = Struct.new(:data) do
    def [](key) = data[key]
  end

  Lazy = Struct.new(:collection, :reference) do
    def to_s = reference
    def load = collection.find(reference)
  end
end

module ManageIQ
  module Providers
    module Openstack
      class CloudManager
        class CloudTenant; end
      end

      module Inventory
        module Collector
          NetworkManager = Class.new(StandIns::Collector)
        end

        module Parser
          NetworkManager = Class.new(StandIns::Parser)
        end

        module Persister
          NetworkManager = Class.new(StandIns::Persister)
        end
      end
    end

    module OvirtNet
      module Inventory
        module Collector; end
        module Parser; end
        module Persister; end
        class NetworksOnly; end
        class SinglePorts; end

        def self.write_only_changes? = false
      end

      RefreshLog = Struct.new(:manager) do
        def note(_notes) = nil
      end

      class NetworkManager
        class CloudNetwork; end
      end
    end
  end
end

$ovirt_net_log ||= Logger.new(nil)

%w[collector parser persister].each do |part|
  require_relative "../../../app/models/manageiq/providers/ovirt_net/inventory/#{part}/network_manager"
end

module Kernel
  def _(text) = text
  def N_(text) = text
end

class ManageIQ::Providers::OvirtNet::NetworkManager
  class CloudSubnet; end
  class NetworkRouter; end
  class SecurityGroup; end
end

# Nobody is logged in.
class User
  def self.current_user = nil
end

%w[visible_names payload duplicate_check message_formatter entity_form cloud_network/form cloud_subnet/form network_router/form security_group/form].each { |file| require_relative "../../../app/models/manageiq/providers/ovirt_net/network_manager/#{file}" }

%w[discovery discovery/provider_selection discovery/provider_assignment import import/fields].each { |file| require_relative "../../../app/models/manageiq/providers/ovirt_net/#{file}" }
