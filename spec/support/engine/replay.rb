require "json"
require "net/http"

class Engine
  # Asks an Engine what was asked of a real one, in the same order, and tells what it answers differently. It may say less, as
  # nobody reads all that the real one says; what it says must be the same, and its lists as long.
  class Replay
    RECORDED = File.expand_path("../../../tests/recordings/engine-4.5.7.jsonl", __dir__)

    # What specs tell an Engine to answer, where they need it: refused logins and users, a network provider that is down.
    TOLD = /\A(?:sso|token-info): |\Alogin, |without a role|no administrator|lets nobody log in|refuses the login|is down/

    class << self
      # @return [Array<Hash>] "label", "request" and "response" of each exchange
      def recorded
        File.foreach(RECORDED).map { |line| JSON.parse(line) }
      end

      # @return [Array(Integer, String)] status and body of a recorded answer, for Engine#answer
      def answer(label)
        recorded.find { |exchange| exchange["label"] == label }["response"].values_at("status", "body")
      end
    end

    # @param engine [Engine] gets what the real one had at first
    def initialize(engine, recorded = self.class.recorded)
      require "rexml/document"
      @engine   = engine
      @recorded = recorded.reject { |exchange| TOLD.match?(exchange["label"]) }
      @ids      = {}
      prepare
    end

    # @return [Hash{String => Array<String>}] what is different, by label
    def differences
      Net::HTTP.start("127.0.0.1", @engine.port, :use_ssl => true, :verify_mode => OpenSSL::SSL::VERIFY_NONE) do |http|
        @recorded.group_by { |exchange| exchange["label"] }.transform_values { |exchanges| exchanges.flat_map { |exchange| difference(http, exchange) } }
      end.reject { |_, found| found.empty? }
    end

    private

    def difference(http, exchange)
      before(exchange["label"])
      request, recorded = exchange.values_at("request", "response")
      answer = http.send_request(request["method"], ours(request["path"]), request["body"]&.then { |body| ours(body) }, "Content-Type" => "application/xml")
      learn(recorded["body"], answer.body.to_s)
      compare(recorded, answer)
    end

    def ovirt
      @engine.ovirt
    end

    def prepare
      @engine.network_providers = list("network providers").map { |provider| {:id => id(provider)}.merge(leaves(provider)) }
      given          = list("networks of the network provider").map { |network| {"id" => id(network), "name" => text(network, "name")} }
      ovirt.provided = -> { given }
      list("data centers").each { |data_center| ovirt.data_centers << Ovirt::DataCenter.new(id(data_center), text(data_center, "name")) }
      list("networks").each { |network| ovirt.networks << Ovirt::Network.new(id(network), text(network, "name"), id(network, "data_center"), text(network, "mtu").to_i) }
      list("vNIC profiles").each { |profile| ovirt.profiles << Ovirt::Profile.new(id(profile), text(profile, "name"), id(profile, "network")) }
      list("templates, the blank one").each { |template| ovirt.templates << Ovirt::Machine.new(id(template), text(template, "name"), []) }
      list("clusters whose network provider it is").each { |cluster| ovirt.clusters << cluster_of(cluster) }
    end

    def cluster_of(cluster)
      provider = list(:path => "clusters/#{id(cluster)}/externalnetworkproviders").map { |found| id(found) }.first
      networks = list(:path => "clusters/#{id(cluster)}/networks").map { |network| id(network) }
      Ovirt::Cluster.new(id(cluster), text(cluster, "name"), id(cluster, "data_center"), text(cluster, "switch_type"), provider, networks)
    end

    # What the administrator of the real one did meanwhile
    def before(label)
      ovirt.read_only = label.include?("without permission")
      case label
      when "virtual machines with vNICs"      then ovirt.vm("web", profile("blue"))
      when "remove, virtual machines have it" then ovirt.vm("db", profile("blue"))
      when "templates with vNICs"             then ovirt.template("web-template", profile("blue"))
      when "remove, a template has it"        then ovirt.vms.clear
      end
    end

    def profile(name)
      ovirt.profiles.find { |profile| profile.name == name }
    end

    # @param label [String, nil] of the first list that is meant; nil for any
    # @param path [String] how its path ends
    # @return [Array<REXML::Element>] its elements
    def list(label = nil, path: "")
      exchange = @recorded.find do |candidate|
        request = candidate["request"]
        request["method"] == "GET" && request["path"].end_with?(path) && [nil, candidate["label"]].include?(label)
      end
      exchange ? root(exchange.dig("response", "body")).elements.to_a : []
    end

    def root(body)
      REXML::Document.new(body).root
    end

    def id(element, reference = nil)
      (reference ? element.elements[reference] : element)&.attributes&.[]("id")
    end

    def text(element, name)
      element.elements[name]&.text
    end

    def leaves(element)
      element.elements.to_a.reject { |child| child.has_elements? || child.has_attributes? }.to_h { |child| [child.name.to_sym, child.text] }
    end

    # The Engine's ids in place of the recorded ones
    def ours(words)
      @ids.reduce(words) { |changed, (recorded, its)| changed.gsub(recorded, its) }
    end

    # Those of what was made on the way, which has the same name on both sides
    def learn(recorded, answered)
      known = named(answered)
      named(recorded).each { |key, its| @ids[its] = known[key] if known.key?(key) && known[key] != its }
    end

    def named(body)
      return {} unless body.start_with?("<")

      REXML::XPath.match(root(body), "//*[@id][name]").reverse.to_h { |element| [[element.name, text(element, "name")], id(element)] }
    end

    def compare(recorded, answer)
      found = []
      found << "status #{answer.code}, was #{recorded["status"]}" if answer.code.to_i != recorded["status"]
      found << "#{answer.content_type}, was #{recorded["type"]}" if recorded["type"] && !recorded["type"].start_with?(answer.content_type)
      found + if recorded["body"].start_with?("{")
                (JSON.parse(answer.body).keys - JSON.parse(recorded["body"]).keys).map { |key| "#{key} is none of its" }
              elsif recorded["body"].empty? || answer.body.to_s.empty?
                recorded["body"] == answer.body.to_s ? [] : ["one of them is empty"]
              else
                beyond(root(answer.body), root(recorded["body"]))
              end
    end

    # @return [Array<String>] what the Engine's element has that the recorded one has not
    def beyond(its, recorded)
      return ["<#{its.name}>, was <#{recorded.name}>"] if its.name != recorded.name

      found = attributes(its).to_a - attributes(recorded).to_a
      found = found.map { |name, value| "#{its.name} #{name}=#{value}" }
      found << "#{its.name} is #{its.text.inspect}, was #{recorded.text.inspect}" if !its.has_elements? && its.text.to_s.strip != recorded.text.to_s.strip
      found + of_children(its, recorded)
    end

    def of_children(its, recorded)
      its.elements.to_a.group_by(&:name).flat_map do |name, children|
        others = recorded.elements.to_a(name)
        found  = children.filter_map { |child| others.map { |other| beyond(child, other) }.min_by(&:size) || ["<#{name}> is none of <#{its.name}>'s"] }.flatten
        found << "#{children.size} <#{name}>, were #{others.size}" if children.size != others.size && children.all? { |child| id(child) }
        found
      end
    end

    def attributes(element)
      element.attributes.each_attribute.to_h { |attribute| [attribute.name, @ids.key(attribute.value) || attribute.value] }.except("href", "type")
    end
  end
end
