# What a block sends to the database, without what Active Record wants to know of the tables.
module Statements
  # @return [Array<String>] in the order they were sent
  def statements
    seen   = []
    listen = ->(*, payload) { seen << payload[:sql] unless payload[:name] == "SCHEMA" }
    ActiveSupport::Notifications.subscribed(listen, "sql.active_record") { yield }
    seen
  end
end

RSpec.configure { |config| config.include(Statements) }
