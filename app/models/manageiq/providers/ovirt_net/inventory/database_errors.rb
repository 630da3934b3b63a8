# Classifies database errors: which ones a retry can solve, and which ones ManageIQ's own saver would meet as well. PostgreSQL's own
# classes are more precise than those of Active Record.
module ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors
  CONFLICTS = [ActiveRecord::TransactionRollbackError, ActiveRecord::LockWaitTimeout].freeze
  LOST      = [PG::ConnectionBad, PG::ConnectionException, PG::AdminShutdown, PG::CrashShutdown, PG::CannotConnectNow, PG::IdleSessionTimeout, PG::IdleInTransactionSessionTimeout].freeze
  ENCODING  = [PG::UntranslatableCharacter, PG::CharacterNotInRepertoire].freeze

  module_function

  # @return [Boolean] whether PostgreSQL ended the transaction in favour of another one; the connection is fine
  def conflict?(err)
    CONFLICTS.any? { |type| err.kind_of?(type) }
  end

  # @return [Boolean] whether the connection is gone, and with it all locks of its session
  def connection_lost?(err)
    err.kind_of?(ActiveRecord::ConnectionNotEstablished) || err.kind_of?(ActiveRecord::ConnectionFailed) || LOST.any? { |type| err.cause.kind_of?(type) }
  end

  # @return [Boolean] whether what failed may work when it is done again
  def transient?(err)
    conflict?(err) || connection_lost?(err)
  end

  # @return [Boolean] whether the database's encoding lacks a character of what was to be stored
  def of_encoding?(err)
    ENCODING.any? { |type| err.cause.kind_of?(type) }
  end

  # @return [Boolean] whether only our statements may be at fault, so that ManageIQ's own saver may manage
  def of_statement?(err)
    err.kind_of?(ActiveRecord::StatementInvalid) && !transient?(err) && !of_encoding?(err) && !err.cause.kind_of?(PG::InsufficientResources)
  end
end
