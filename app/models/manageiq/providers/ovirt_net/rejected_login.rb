# Rejected logins are not repeated with the same user and password: the engine locks an account after five failures, and each further one
# renews the lock, also for people.
#
# A refused login is kept in the options of the network manager that it was for, or of an oVirt provider that has none, and counts for
# all that have the same engine, user and password. It is forgotten after a day, and when a user validates or refreshes the manager or its
# oVirt provider; other credentials are another login.
# What is kept is no password: a digest with ManageIQ's key (v2_key), which nobody can try passwords on who has not that key.
class ManageIQ::Providers::OvirtNet::RejectedLogin
  # Where it is kept in the manager's options
  KEY = :rejected_login

  KEPT_FOR = 1.day
  # How far the clocks of two servers may be apart
  CLOCKS   = 5.minutes

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @return [RejectedLogin] those of its credentials, or of the engine's where it has none
  def self.of(manager)
    new(manager, [manager.parent_manager&.hostname, manager.hostname], *credentials_of(manager))
  end

  # @param engine [ManageIQ::Providers::Ovirt::InfraManager]
  # @return [RejectedLogin] those of the credentials that the oVirt provider has
  def self.of_engine(engine)
    new(engine.network_managers.first || engine, [engine.hostname], *credentials_of(engine))
  end

  # That a user wants those of an oVirt provider tried, and those of its network managers.
  #
  # @param engine [ManageIQ::Providers::Ovirt::InfraManager]
  def self.forget_all(engine)
    [of_engine(engine), *engine.network_managers.map(&:rejected_login)].each(&:forget)
  end

  # @param args [Array] of +authentication_check_types_queue+
  # @return [Boolean] whether a user wants the credentials checked: ManageIQ's pages have the outcome saved, what checks by itself says
  #   nothing of that
  def self.asked?(args)
    args.last.kind_of?(Hash) && args.last.key?(:save)
  end

  # @return [Array] user and password; none where they cannot be read, which is told where they are used
  def self.credentials_of(ems)
    [ems.authentication_userid, ems.authentication_password]
  rescue ManageIQ::Password::PasswordError
    []
  end
  private_class_method :credentials_of

  # @param keeper [ExtManagementSystem] in whose options it is kept
  # @param hosts [Array<String, nil>] any of which tells the engine
  def initialize(keeper, hosts, user = nil, password = nil)
    @keeper  = keeper
    @user    = user
    @digests = user.blank? ? [] : hosts.compact_blank.map { |host| digest(host.downcase, user, password) }.uniq
  end

  # @return [Hash, nil] +:at+ when it was refused last, and the +:code+, see OvirtNet::Code; nil where it may be tried
  def known
    found = kept.filter_map { |_id, rejected| rejected if same?(rejected) && recent?(rejected) }
    found.max_by { |rejected| rejected[:at] }
  end

  # @raise [::OvirtNet::AuthenticationError] where it is not to be tried
  def check!
    rejected = known
    raise ::OvirtNet::AuthenticationError.new(words(rejected), :code => :rejected_before) if rejected
  end

  # Does what may log in, and keeps that it was refused.
  #
  # @raise [::OvirtNet::AuthenticationError] where it is not to be tried
  def guard
    check!
    watch { yield }
  end

  # As {#guard}, but that it was refused before is no reason not to try.
  def watch
    yield
  rescue => err
    code = code_of(err)
    note(code) if code
    raise
  end

  # @param code [Symbol] why it was refused
  def note(code)
    rejected = {:at => Time.now.utc.round, :code => code, :digests => @digests}
    $ovirt_net_log.warn("EMS: [#{@keeper.name}], id: [#{@keeper.id}] #{words(rejected)}")
    keep(@keeper.id, rejected) if @keeper.persisted?
  end

  # That a user wants it tried.
  def forget
    kept.each { |id, rejected| keep(id, nil) if same?(rejected) }
  end

  # @param rejected [Hash] see #known
  # @return [String]
  def words(rejected)
    moment = ->(time) { time.utc.strftime("%F %T UTC") }
    _("oVirt refused the login of %{user} at %{time} (%{cause}). Another attempt could lock the account, so ManageIQ waits until %{due}, unless " \
      "user or password change or a user validates or refreshes the network provider") %
      {:user => @user, :time => moment[rejected[:at]], :cause => ::OvirtNet::Code[rejected[:code]]&.cause || rejected[:code], :due => moment[rejected[:at] + KEPT_FOR]}
  end

  private

  def managers
    ExtManagementSystem.in_my_region
  end

  # @return [Hash{Integer => Hash}] what is kept, by the id of the manager
  def kept
    managers.where("ext_management_systems.options LIKE ?", "%#{KEY}%").pluck(:id, :options).to_h.transform_values { |options| options.to_h[KEY] }.select { |_id, rejected| rejected.kind_of?(Hash) }
  end

  def same?(rejected)
    Array(rejected[:digests]).intersect?(@digests)
  end

  # A time in the future is that of a clock which was put right.
  def recent?(rejected)
    now = Time.now.utc
    rejected[:at].kind_of?(Time) && rejected[:at].between?(now - KEPT_FOR, now + CLOCKS)
  end

  # What else is in the options is that of others, who may be changing it.
  def keep(id, rejected)
    managers.transaction do
      manager = managers.lock.find_by(:id => id)
      manager&.update_columns(:options => manager.options.to_h.except(KEY).merge({KEY => rejected}.compact))
    end
  end

  def code_of(err)
    return (err.code if err.rejection?) if err.kind_of?(::OvirtNet::Error)

    code = ::OvirtNet::Code.of_sdk(err.message) if err.class.name.start_with?("OvirtSDK4::")
    code.name if code&.rejection
  end

  def digest(host, user, password)
    OpenSSL::HMAC.hexdigest("SHA256", ManageIQ::Password.key.to_s, [host, user, password].join("\0"))
  end
end
