require_relative "ovirt"

class Engine
  # The engine's REST API of what Ovirt has: paths and XML as recorded (tests/recordings/engine-4.5.7.jsonl), with the elements that
  # ManageIQ and we read.
  class Resources
    ID = %r{[^/]+}

    # @param ovirt [Ovirt]
    # @param providers [#call] gives the network providers
    def initialize(ovirt, providers)
      @ovirt     = ovirt
      @providers = providers
      @one       = Mutex.new
    end

    # @return [Array(Integer, String), nil] status and body; nil for what is none of ours
    def answer(method, path, query, body)
      answered = @one.synchronize { method == "GET" ? get(path, query) : change(method, path, body) }
      answered.kind_of?(String) ? [200, answered] : answered
    rescue Refused => err
      err.answer(path.end_with?("/import") ? body[/<data_center [^>]*>/] : nil)
    end

    private

    attr_reader :ovirt

    def get(path, query)
      case path
      when "datacenters"                                              then list("data_centers", ovirt.data_centers)
      when "clusters"                                                 then list("clusters", ovirt.clusters)
      when "networks"                                                 then list("networks", ovirt.networks)
      when "vnicprofiles"                                             then list("vnic_profiles", ovirt.profiles)
      # "virtual machines with vNICs", "templates with vNICs"
      when "vms"                                                      then list("vms", ovirt.vms) { |vm| machine("vm", vm, query) }
      when "templates"                                                then list("templates", ovirt.templates) { |template| machine("template", template, query) }
      # VnicProfileMapper.map
      when %r{\Avnicprofiles/(#{ID})\z}o                              then ovirt.profiles.find { |profile| profile.id == $1 }&.then { |profile| xml(profile) } || [404, ""]
      # "its network provider", "network provider that is not there"
      when %r{\Aopenstacknetworkproviders/(#{ID})\z}o                 then provider($1) || [404, ""]
      # "networks of the network provider", "networks of a network provider that is not there"
      when %r{\Aopenstacknetworkproviders/(#{ID})/networks\z}o        then "<openstack_networks>#{ovirt.provided.map { |given| provided($1, given) }.join if provider($1)}</openstack_networks>"
      # "clusters whose network provider it is"
      when %r{\Aclusters/(#{ID})/externalnetworkproviders\z}o         then "<external_providers>#{provider(cluster($1).provider, "external_provider")}</external_providers>"
      # "networks of a cluster"
      when %r{\Aclusters/(#{ID})/networks\z}o                         then list("networks", ovirt.networks.select { |network| cluster($1).networks.include?(network.id) })
      end
    end

    def change(method, path, body)
      case [method, path].join(" ")
      when %r{\APOST openstacknetworkproviders/(#{ID})/networks/(#{ID})/import\z}o
        ovirt.import($1, $2, body[/<data_center id=['"]([^'"]+)/, 1])
        "<action>#{body[/<data_center [^>]*>/]}<status>complete</status></action>"
      when %r{\APOST clusters/(#{ID})/networks\z}o
        [201, xml(ovirt.attach($1, body[/<network id=['"]([^'"]+)/, 1], !body.include?("<required>false</required>")))]
      when %r{\APOST networks/(#{ID})/vnicprofiles\z}o
        [201, xml(ovirt.add_profile($1, text(body, "name")))]
      when %r{\APUT vnicprofiles/(#{ID})\z}o
        xml(ovirt.update_profile($1, body.scan(%r{<custom_property>(.*?)</custom_property>}m).to_h { |(property)| [text(property, "name"), text(property, "value").to_s] }))
      when %r{\APUT networks/(#{ID})\z}o
        xml(ovirt.update($1, :name => text(body, "name"), :mtu => text(body, "mtu")&.to_i))
      when %r{\ADELETE networks/(#{ID})\z}o
        ovirt.remove($1)
        "<action><status>complete</status></action>"
      end
    end

    def cluster(id)
      ovirt.clusters.find { |cluster| cluster.id == id }
    end

    def provider(id, tag = "openstack_network_provider")
      given = @providers.call.find { |provider| provider[:id] == id }
      given && element(tag, id, "openstacknetworkproviders", given.except(:id).compact.map { |name, value| "<#{name}>#{value.to_s.encode(:xml => :text)}</#{name}>" }.join)
    end

    def provided(provider, given)
      element("openstack_network", given["id"], "openstacknetworkproviders/#{provider}/networks", "<name>#{given["name"].encode(:xml => :text)}</name>")
    end

    def list(tag, objects, &render)
      "<#{tag}>#{objects.map(&(render || method(:xml))).join}</#{tag}>"
    end

    def xml(object)
      name = "<name>#{object.name.encode(:xml => :text)}</name>"
      case object
      when Ovirt::DataCenter then element("data_center", object.id, "datacenters", "#{name}<link rel=\"storagedomains\" href=\"/ovirt-engine/api/datacenters/#{object.id}/storagedomains\"/>")
      when Ovirt::Cluster    then element("cluster", object.id, "clusters", "#{name}<switch_type>#{object.switch_type}</switch_type>#{reference("data_center", object.data_center, "datacenters")}")
      when Ovirt::Profile    then element("vnic_profile", object.id, "vnicprofiles", "#{name}#{properties(object.properties)}#{reference("network", object.network, "networks")}")
      when Ovirt::Network    then element("network", object.id, "networks", "#{name}#{network(object)}")
      end
    end

    # VnicProfileMapper, CustomPropertiesParser: only where there are any
    def properties(given)
      its = given.to_h.map { |name, value| "<custom_property><name>#{name}</name><value>#{value}</value></custom_property>" }
      its.empty? ? "" : "<custom_properties>#{its.join}</custom_properties>"
    end

    # NetworkMapper: of the provider only its id, and nothing of the network there
    def network(object)
      "<mtu>#{object.mtu}</mtu>#{reference("data_center", object.data_center, "datacenters")}" \
        "#{reference("external_provider", object.provider, "openstacknetworkproviders") if object.provider}<usages><usage>vm</usage></usages>"
    end

    def machine(tag, object, query)
      nics = object.profiles.each_with_index.map { |profile, index| "<nic id=\"#{object.id}-#{index + 1}\"><name>nic#{index + 1}</name>#{reference("vnic_profile", profile, "vnicprofiles")}</nic>" }
      nics = query.include?("follow=nics") ? "<nics>#{nics.join}</nics>" : ""
      element(tag, object.id, "#{tag}s", "<name>#{object.name}</name>#{nics}")
    end

    def reference(tag, id, path)
      element(tag, id, path, "")
    end

    def element(tag, id, path, content)
      "<#{tag} href=\"/ovirt-engine/api/#{path}/#{id}\" id=\"#{id}\">#{content}</#{tag}>"
    end

    def text(body, tag)
      body[%r{<#{tag}>([^<]*)</#{tag}>}, 1]
    end
  end
end
