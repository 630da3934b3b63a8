# Sets the session settings of PostgreSQL that our statements rely on, whatever database.yml, the role or the database has, and restores
# them afterwards.
module ManageIQ::Providers::OvirtNet::Inventory::Session
  UTF8 = "UTF8".freeze

  module_function

  # The core compares texts with those of the provider byte by byte. Outside of the transaction that it is for: where that is
  # rolled back, the setting is, and PostgreSQL's client would not know of it.
  def in_utf8
    before = encoding { |postgresql| postgresql.parameter_status("client_encoding") }
    return yield if before == UTF8

    begin
      encoding { |postgresql| postgresql.set_client_encoding(UTF8) }
      yield
    ensure
      restore(before)
    end
  end

  # @param settings [Hash{String => String}] for the block, which is in a transaction
  def with(settings)
    connection = ExtManagementSystem.lease_connection
    # They end with the outermost transaction by themselves.
    before = current(connection, settings.keys) if connection.open_transactions > 1
    set(connection, settings)
    # An error takes the transaction along, and with it the settings.
    yield.tap { set(connection, before) if before }
  end

  def current(connection, names)
    names.zip(connection.exec_query("SELECT #{names.map { |name| "current_setting(#{connection.quote(name)})" }.join(", ")}").rows.first).to_h
  end
  private_class_method :current

  def set(connection, settings)
    connection.exec_query("SELECT #{settings.map { |name, value| "set_config(#{connection.quote(name)}, #{connection.quote(value)}, true)" }.join(", ")}")
  end
  private_class_method :set

  # Active Record has no other way that leaves it able to reconnect.
  def encoding(&)
    ExtManagementSystem.lease_connection.send(:with_raw_connection, &)
  end
  private_class_method :encoding

  # A connection that was made anew has its own.
  def restore(encoding)
    self.encoding { |postgresql| postgresql.set_client_encoding(encoding) }
  rescue ActiveRecord::ActiveRecordError => err
    $ovirt_net_log.debug("The database's client_encoding was not set back to #{encoding}: #{err.message}")
  end
  private_class_method :restore
end
