# A client of the provider that records a rejected login.
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
