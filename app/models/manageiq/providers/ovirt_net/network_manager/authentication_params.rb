# Authentications as the form or the API gives them.
module ManageIQ::Providers::OvirtNet::NetworkManager::AuthenticationParams
  module_function

  # @return [Boolean] whether user and password are given, and not those of the oVirt provider
  def password_given?(authentications)
    given = authentications.map { |authentication| authentication.to_h.with_indifferent_access }
    given.any? { |authentication| authentication[:authtype].to_s == "default" && authentication.values_at(:userid, :password).all?(&:present?) }
  end

  # @return [Array<Hash>] what is to be stored: not whether the form has validated them
  def storable(authentications)
    authentications.map { |authentication| authentication.to_h.with_indifferent_access.except(:valid) }
  end
end
