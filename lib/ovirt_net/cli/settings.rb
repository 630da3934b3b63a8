require "io/console"

module OvirtNet
  class CLI
    # Which provider is asked, by options or else by the environment:
    #
    #   OVIRT_NET_URL         the provider's Keystone, such as https://engine.example.com:35357/v2.0
    #   OVIRT_NET_USER        such as admin@internal; asked for where it is missing
    #   OVIRT_NET_PASSWORD    asked for where it is missing; never an option, which other users of the machine can see
    #   OVIRT_NET_CA          file with the PEM certificate of an authority, trusted besides the system's
    #   OVIRT_NET_VERIFY_SSL  "false" does not verify the certificate
    #   OVIRT_NET_PROXY       URL of an HTTP proxy; http_proxy and the like are not used, as the provider is an internal server
    class Settings
      # @param options [Hash] of the command
      # @param terminal [IO] who is asked for what is missing
      def initialize(options, env: ENV, terminal: $stdin)
        @options  = options
        @env      = env
        @terminal = terminal
      end

      # @return [String, nil] nil where no provider is named
      def url
        given(:url)
      end

      # @return [Hash] options of Client.new
      # @raise [OvirtNet::InvalidOptionError] when a setting is missing and nobody can be asked, or cannot be used
      def client_options
        {
          :authentication_url    => url,
          :username              => given(:user) || on_terminal("OVIRT_NET_USER") { ask("User, such as admin@internal: ") },
          :password              => password,
          :verify_ssl            => verify_ssl,
          :certificate_authority => file("OVIRT_NET_CA", given(:ca), "a readable PEM file"),
          :proxy                 => given(:proxy),
          :connect_timeout       => @options[:connect_timeout],
          :read_timeout          => @options[:read_timeout]
        }.compact
      end

      private

      def given(name)
        value = @options[name] || @env["OVIRT_NET_#{name.upcase}"]
        value = value.delete_prefix("\uFEFF") if value.kind_of?(String) && value.encoding == Encoding::UTF_8
        value unless value.to_s.empty?
      end

      def password
        file("--password-file", @options[:password_file], "a readable file")&.lines&.first.to_s.chomp.then { |text| return text unless text.empty? }

        given_password = given(:password)
        return given_password if given_password

        # Nothing is shown any more when the prompt is: whoever types at once, or pastes, is not seen.
        on_terminal("OVIRT_NET_PASSWORD") { @terminal.noecho { ask("Password: ") }.tap { $stderr.puts } }
      end

      def on_terminal(name)
        raise InvalidOptionError, "#{name} is missing; set it in the environment, or start the command in a terminal" unless @terminal.tty?

        yield
      end

      def ask(prompt)
        $stderr.print(prompt)
        @terminal.gets.to_s.chomp
      end

      def verify_ssl
        return @options[:verify_ssl] unless @options[:verify_ssl].nil?

        case given(:verify_ssl)
        when nil, "true" then true
        when "false"     then false
        else raise InvalidOptionError, "OVIRT_NET_VERIFY_SSL is #{given(:verify_ssl).inspect}; give true or false"
        end
      end

      # Editors mark what they write in UTF-8 or UTF-16.
      def file(name, path, wanted)
        File.read(path, :mode => "rb:BOM|UTF-8").encode(Encoding::UTF_8) if path
      rescue EncodingError
        raise InvalidOptionError, "#{name} is #{path.inspect}, which is not a text; give #{wanted}"
      rescue SystemCallError => err
        raise InvalidOptionError, "#{name} is #{path.inspect}: #{err.message}; name #{wanted}"
      end
    end
  end
end
