require "io/console"

module Demo
  # Which provider the demo logs in to, by the environment. Without OVIRT_NET_URL the simulator serves.
  #
  #   OVIRT_NET_URL         the provider's Keystone, such as https://engine.example.com:35357/v2.0
  #   OVIRT_NET_USER        such as admin@internal; asked for where it is missing
  #   OVIRT_NET_PASSWORD    asked for where it is missing, never taken from the command line
  #   OVIRT_NET_CA          file with the PEM certificate of an authority, trusted besides the system's
  #   OVIRT_NET_VERIFY_SSL  "false" does not verify the certificate
  class Settings
    def initialize(env: ENV, terminal: $stdin)
      @env      = env
      @terminal = terminal
    end

    # Whether a real provider is named.
    def provider?
      given?("OVIRT_NET_URL")
    end

    # @return [Hash] options of OvirtNet::Client
    # @raise [OvirtNet::InvalidOptionError] when a setting is missing and nobody can be asked, or cannot be used
    def client_options
      {
        :authentication_url    => @env["OVIRT_NET_URL"],
        :username              => @env.fetch("OVIRT_NET_USER") { ask("OVIRT_NET_USER", "User, such as admin@internal: ", &:gets) },
        :password              => @env.fetch("OVIRT_NET_PASSWORD") { ask("OVIRT_NET_PASSWORD", "Password: ", &:getpass) },
        :verify_ssl            => verify_ssl,
        :certificate_authority => certificate_authority
      }
    end

    private

    def given?(name)
      !@env[name].to_s.empty?
    end

    def ask(name, prompt)
      raise OvirtNet::InvalidOptionError, "#{name} is missing; set it in the environment, or start the demo in a terminal" unless @terminal.tty?

      print(prompt)
      yield(@terminal).to_s.chomp
    end

    def verify_ssl
      return true unless given?("OVIRT_NET_VERIFY_SSL")
      return @env["OVIRT_NET_VERIFY_SSL"] == "true" if %w[true false].include?(@env["OVIRT_NET_VERIFY_SSL"])

      raise OvirtNet::InvalidOptionError, "OVIRT_NET_VERIFY_SSL is #{@env["OVIRT_NET_VERIFY_SSL"].inspect}; give true or false"
    end

    def certificate_authority
      File.read(@env["OVIRT_NET_CA"]) if given?("OVIRT_NET_CA")
    rescue SystemCallError => err
      raise OvirtNet::InvalidOptionError, "OVIRT_NET_CA is #{@env["OVIRT_NET_CA"].inspect}: #{err.message}; name a readable PEM file"
    end
  end
end
