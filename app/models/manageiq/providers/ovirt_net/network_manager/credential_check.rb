# Whether the network provider lets this user do what a refresh does.
class ManageIQ::Providers::OvirtNet::NetworkManager::CredentialCheck
  # @param id [Integer, String]
  # @return [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @raise [MiqException::Error] when there is none, or not for this user, who has to see the oVirt provider as well
  def self.find_manager!(id)
    manager_class = ManageIQ::Providers::OvirtNet::NetworkManager
    manager       = manager_class.find_by(:id => id)
    manager       = Rbac.filtered_object(manager) if manager
    raise MiqException::Error, _("the network manager %{id} no longer exists") % {:id => id} unless manager

    manager_class::InfraManagerLookup.find!(manager.parent_ems_id)
    manager
  end

  # What is sent on to a worker, which knows no user, has to be allowed to the one who asks.
  #
  # @param args [Hash] see .of_form
  def self.check_access(args)
    args["id"].present? ? find_manager!(args["id"]) : ManageIQ::Providers::OvirtNet::NetworkManager::InfraManagerLookup.find!(args["parent_ems_id"])
  end

  # What the form validates: the stored manager, or a new one, with what was typed, of which nothing is saved.
  #
  # @param args [Hash] "id", "parent_ems_id", "endpoints" and "authentications" by role, as the form sends them
  # @return [CredentialCheck]
  # @raise [MiqException::Error] where a stored password would be sent to a server that it is not stored for
  def self.of_form(args)
    manager_class = ManageIQ::Providers::OvirtNet::NetworkManager
    found         = check_access(args)
    manager       = args["id"].present? ? found : manager_class.new(:parent_manager => found, :api_version => "v2")
    new(manager).tap { |check| check.take_over(args) }
  end

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @param args [Hash] see .of_form
  def take_over(args)
    typed    = ->(kind, *fields) { args.dig(kind, "default").to_h.slice(*fields) }
    endpoint = manager.class::EndpointParams.parse(typed["endpoints", "hostname", "port", "security_protocol", "certificate_authority", "url"])
    password = typed["authentications", "password"].compact.transform_values { |value| ManageIQ::Password.try_decrypt(value) }
    manager.default_endpoint.assign_attributes(manager.new_record? ? manager.class::EndpointParams.with_port(endpoint) : endpoint)
    manager.discovery_state.follow_when_emptied
    manager.default_authentication.assign_attributes(typed["authentications", "userid"].merge(password))
    manager.class::ManualCreation.check_complete(manager) if manager.new_record?
    keep_password_home if password.values.all?(&:blank?) || manager.inherits_credentials?
    manager.rejected_login.forget
  end

  # Logs in and reads a list.
  #
  # @raise [MiqException::MiqInvalidCredentialsError] when user or password are refused, or the user is not served
  # @raise [MiqException::MiqUnreachableError] when there is no provider to be reached
  # @raise [MiqException::Error, ::OvirtNet::Error] for what else is wrong, such as the engine's single sign-on, the certificate
  #   or the catalog: ManageIQ tries again, which it does not with a user that is invalid
  def run
    manager.connect.verify
    true
  rescue ::OvirtNet::Error => err
    raise manager.class::ErrorTranslation.new(manager, err).of_check
  end

  # @raise [MiqException::Error] see StoredPassword
  def keep_password_home(inherits: manager.inherits_credentials?)
    refusal = ManageIQ::Providers::OvirtNet::StoredPassword.new(manager, :inherits => inherits).refusal
    raise MiqException::Error, refusal if refusal
  end

  # To be called when a refresh has succeeded: it has logged in, though no check may have done so yet.
  def note_success
    manager.default_authentication.validation_successful unless manager.default_authentication.status == "Valid"
  end

  private

  attr_reader :manager
end
