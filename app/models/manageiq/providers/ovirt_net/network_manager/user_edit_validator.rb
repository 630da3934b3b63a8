# What a user may change of a network manager. What discovery changes, oVirt says; a user types, and the API lets any column be given.
class ManageIQ::Providers::OvirtNet::NetworkManager::UserEditValidator < ActiveModel::Validator
  NOTED = %i[discovered port_addresses waiting_groups].freeze

  def validate(manager)
    return unless User.current_user

    keep_password(manager)
    keep_infra_manager(manager)   if manager.parent_ems_id_changed?
    keep_what_ovirt_said(manager) if manager.options_changed?
  end

  private

  def keep_password(manager)
    return if manager.password_given && !manager.inherits_credentials?

    is_touched = manager.new_record? || [*manager.endpoints, *manager.authentications].any? { |part| part.new_record? || part.changed? }
    refusal    = ManageIQ::Providers::OvirtNet::StoredPassword.new(manager).refusal if is_touched
    manager.errors.add(:base, refusal) if refusal
  end

  # Another oVirt provider's password would go where this one's goes.
  def keep_infra_manager(manager)
    return manager.errors.add(:base, _("parent_ems_id cannot be changed; add another network provider")) if manager.persisted?

    manager.class::InfraManagerLookup.find!(manager.parent_ems_id)
  rescue MiqException::Error => err
    manager.errors.add(:base, err.message)
  end

  # It says where the oVirt provider's password may be sent, and in whose name ports are changed later.
  def keep_what_ovirt_said(manager)
    before, after = [manager.options_was, manager.options].map { |known| known.kind_of?(Hash) ? known.with_indifferent_access.slice(*NOTED) : {} }
    manager.errors.add(:base, _("options: what oVirt has said of its network provider and what was noted here cannot be changed; give ddf and nothing but import")) if before != after
  end
end
