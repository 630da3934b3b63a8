# The provider's client, which keeps that its login was refused.
class ManageIQ::Providers::OvirtNet::RejectedLogin::Client < SimpleDelegator
  # @param client [::OvirtNet::Client]
  # @param rejected_login [ManageIQ::Providers::OvirtNet::RejectedLogin]
  def initialize(client, rejected_login)
    super(client)
    @rejected_login = rejected_login
  end

  def method_missing(...)
    @rejected_login.watch { super }
  end
end
