require "securerandom"
require_relative "refused"

class Engine
  # What the engine has of data centers, clusters, networks and vNIC profiles, and what it does with them, as far as networks of
  # external providers go. tests/recordings/engine-4.5.7.jsonl holds it to the real one (spec/ovirt_net/engine_recordings_spec.rb);
  # the classes that are named are ovirt-engine's.
  class Ovirt
    DataCenter = Struct.new(:id, :name)
    Cluster    = Struct.new(:id, :name, :data_center, :switch_type, :provider, :networks)
    Network    = Struct.new(:id, :name, :data_center, :mtu, :provider, :ref)
    Profile    = Struct.new(:id, :name, :network, :properties)
    Machine    = Struct.new(:id, :name, :profiles)

    UUID = /[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}/

    attr_reader :data_centers, :clusters, :networks, :profiles, :vms, :templates

    # @param provided [#call] gives the provider's list of networks, with "id", "name", "mtu" and "provider:physical_network"
    attr_writer :provided

    # @return [Boolean] whether the vNIC profile of what is imported stays away, as when the engine's thread fails
    attr_accessor :without_profiles

    # @return [Boolean] whether the user may only read: "change without permission" and others
    attr_accessor :read_only

    def initialize
      @data_centers, @clusters, @networks, @profiles, @vms, @templates = Array.new(6) { [] }
      @provided = -> { [] }
    end

    def data_center(name)
      add(data_centers, DataCenter.new(new_id, name))
    end

    # @param provider [String, nil] id of its default network provider
    def cluster(name, data_center, provider: nil, switch_type: "legacy")
      add(clusters, Cluster.new(new_id, name, data_center.id, switch_type, provider, []))
    end

    # @param provider [String, nil] id of the external provider
    # @param ref [String, nil] the network's id there
    def network(name, data_center, provider: nil, ref: nil, mtu: 0)
      add(networks, Network.new(new_id, name, data_center.id, mtu, provider, ref))
    end

    # @param properties [Hash{String => String}] its custom properties
    def profile(name, network, properties = {})
      add(profiles, Profile.new(new_id, name, network.id, properties))
    end

    def vm(name, *profiles)
      add(vms, Machine.new(new_id, name, profiles.map(&:id)))
    end

    def template(name, *profiles)
      add(templates, Machine.new(new_id, name, profiles.map(&:id)))
    end

    # @return [Array<Hash>] the provider's list of networks
    def provided
      @provided.call
    end

    # @param name [String] of a data center
    # @return [Hash, nil] name, MTU, names of the clusters and of the vNIC profiles of the provider's network there
    def state(name, ref)
      data_center = data_centers.find { |candidate| candidate.name == name }
      network     = networks.find { |candidate| candidate.data_center == data_center.id && candidate.ref == ref } or return
      {
        :name     => network.name,
        :mtu      => network.mtu,
        :clusters => clusters.select { |cluster| cluster.networks.include?(network.id) }.map(&:name),
        :profiles => profiles.select { |profile| profile.network == network.id }.map(&:name)
      }
    end

    # BackendOpenStackNetworkResource.doImport, which looks for the network in the provider's list and adds one with that name
    # and nothing else; AddNetworkCommand.validate, in its order, and executeCommand, with a vNIC profile and no cluster.
    # "import" and the labels that begin so
    def import(provider, ref, data_center)
      given = provided.find { |network| network["id"] == ref } or raise Refused
      permit
      refuse(:ACTION_TYPE_FAILED_STORAGE_POOL_NOT_EXIST) if data_centers.none? { |candidate| candidate.id == data_center }
      refuse(:NETWORK_CANNOT_CONTAIN_BOND_NAME) if given["name"].downcase.start_with?("bond")
      there = networks.select { |network| network.data_center == data_center }
      refuse(:ACTION_TYPE_FAILED_NETWORK_NAME_IN_USE, "add", :NetworkName => given["name"]) if there.any? { |network| network.name == given["name"] }
      refuse(:ACTION_TYPE_FAILED_EXTERNAL_NETWORK_ALREADY_EXISTS, "add") if there.any? { |network| network.provider == provider && network.ref == ref }
      network = add(networks, Network.new(new_id, given["name"], data_center, 0, provider, ref))
      profile(network.name, network) unless without_profiles
    end

    # BackendClusterNetworksResource.add, AttachNetworkToClusterInternalCommand.validate, and of AttachNetworkClusterValidator
    # that external networks are never required, which a network is where nothing is said (NetworkCluster).
    # "attach to a cluster" and the labels that begin so
    def attach(cluster_id, network_id, required)
      cluster = clusters.find { |candidate| candidate.id == cluster_id }
      network = networks.find { |candidate| candidate.id == network_id && candidate.data_center == cluster.data_center } or raise Refused
      permit
      refuse(:NETWORK_ALREADY_ATTACHED_TO_CLUSTER) if cluster.networks.include?(network_id)
      refuse(:ACTION_TYPE_FAILED_EXTERNAL_NETWORK_CANNOT_BE_REQUIRED, "attach") if network.provider && required
      cluster.networks << network_id
      network
    end

    # BackendAssignedVnicProfilesResource.add, AddVnicProfileCommand.validate: "add a vNIC profile" and the labels that begin so
    def add_profile(network_id, name)
      network = network!(network_id)
      permit
      refuse(:ACTION_TYPE_FAILED_VNIC_PROFILE_NAME_IN_USE, "add", "VM network interface profile") if profiles.any? { |profile| profile.network == network_id && profile.name == name }
      profile(name, network)
    end

    # BackendVnicProfileResource.update, VnicProfileMapper: what is sent of custom properties is all of them. VnicProfileValidator's
    # validateCustomProperties compares with packaging/dbscripts/upgrade/pre_upgrade/0000_config.sql (CustomDeviceProperties).
    def update_profile(id, properties)
      profile = profiles.find { |candidate| candidate.id == id } or raise Refused
      permit
      unless properties.fetch("SecurityGroups", "").match?(/\A(?:(?:#{UUID}, *)*#{UUID}|)\z/o)
        refuse(:ACTION_TYPE_FAILED_INVALID_CUSTOM_PROPERTIES_INVALID_VALUES, "edit", "VM network interface profile", :WrongValueKeys => "SecurityGroups")
      end
      profile.properties = properties
      profile
    end

    # BackendNetworkResource.update, UpdateNetworkCommand.validate: a bond's name, name in use, and no other name while templates have it; its
    # executeCommand: the vNIC profile of that name, too (updateDefaultVnicProfileName).
    # "rename", "change the MTU" and the labels that begin so, "vNIC profiles after the rename"
    def update(network_id, name: nil, mtu: nil)
      network = network!(network_id)
      permit
      if name && name != network.name
        refuse(:NETWORK_CANNOT_CONTAIN_BOND_NAME) if name.downcase.start_with?("bond")
        refuse(:ACTION_TYPE_FAILED_NETWORK_NAME_IN_USE, "edit", :NetworkName => name) if networks.any? { |other| other.data_center == network.data_center && other.name == name }
        refuse_used(network, "edit", templates, "template")
        profiles.each { |profile| profile.name = name if profile.network == network.id && profile.name == network.name }
        network.name = name
      end
      network.mtu = mtu if mtu
      network
    end

    # BackendNetworkResource.remove, RemoveNetworkCommand.validate and executeCommand, which leaves the provider alone.
    # "remove" and the labels that begin so
    def remove(network_id)
      network = network!(network_id)
      permit
      refuse_used(network, "remove", vms, "virtual machine")
      refuse_used(network, "remove", templates, "template")
      clusters.each { |cluster| cluster.networks.delete(network_id) }
      profiles.reject! { |profile| profile.network == network_id }
      networks.delete(network)
    end

    # SyncNetworkProviderCommand.executeCommand
    def synchronize(provider)
      clusters.select { |cluster| cluster.provider == provider }.group_by(&:data_center).each do |data_center, its|
        provided.each do |given|
          suited  = given["provider:physical_network"] ? its.select { |cluster| cluster.switch_type == "ovs" } : its
          network = networks.find { |candidate| candidate.data_center == data_center && candidate.ref == given["id"] }
          network ||= import(provider, given["id"], data_center) && networks.last
          network.name, network.mtu = given.values_at("name", "mtu")
          suited.each { |cluster| cluster.networks |= [network.id] }
        end
      end
    end

    private

    def network!(id)
      networks.find { |network| network.id == id } or raise Refused
    end

    def permit
      refuse(:USER_NOT_AUTHORIZED_TO_PERFORM_ACTION) if read_only
    end

    # NetworkValidator.PluralMessages. Of several, the engine does not put the names into its text.
    def refuse_used(network, doing, machines, kind)
      its   = profiles.select { |profile| profile.network == network.id }.map(&:id)
      names = machines.select { |machine| (machine.profiles & its).any? }.map(&:name)
      return if names.empty?

      refuse(:ACTION_TYPE_FAILED_NETWORK_IN_ONE_USE, doing, :entities => kind, :ACTION_TYPE_FAILED_NETWORK_IN_ONE_USE_ENTITY => names.first) if names.one?
      refuse(:ACTION_TYPE_FAILED_NETWORK_IN_MANY_USES, doing, :entities => "#{kind}s", :ACTION_TYPE_FAILED_NETWORK_IN_MANY_USES_LIST_COUNTER => names.size.to_s,
             :beside => "$action type failed network in many uses list \t#{names.join(",\n\t")}")
    end

    def refuse(key, action = nil, type = "Network", **variables)
      raise Refused.new(key, :action => action, :type => type, **variables)
    end

    def add(list, object)
      list << object
      object
    end

    def new_id
      SecureRandom.uuid
    end
  end
end
