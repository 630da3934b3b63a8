# The database's encoding, such as LATIN1, lacks a character of a text of the provider.
class ManageIQ::Providers::OvirtNet::Inventory::UnstorableTextError < MiqException::Error
  # How many objects are named
  NAMED = 3

  # @return [Array<Hash>] +:table+, +:column+, +:text+ and +:character+ with U+ and the code of what cannot be stored, and +:ems_ref+ or +:id+ of the row
  attr_reader :texts

  # @return [String] PostgreSQL's name of the database's encoding
  attr_reader :encoding

  # @param delta [::OvirtNet::Delta] what was to be written
  # @return [UnstorableTextError, nil] nil where all of it can be stored
  def self.of(delta)
    encoding, name = ExtManagementSystem.lease_connection.send(:with_raw_connection) { |postgresql| [postgresql.external_encoding, postgresql.parameter_status("server_encoding")] }
    texts = delta.changes.keys.flat_map { |table| %i[each_insert each_update].flat_map { |way| unstorable(delta, table, way, encoding) } }
    new(texts, name) if texts.any?
  end

  def self.unstorable(delta, table, way, encoding)
    decoder = PG::TextDecoder::Array.new
    found   = []
    delta.public_send(way, table) do |columns, arrays|
      columns.zip(arrays).each do |column, array|
        next if array.ascii_only? || storable?(array, encoding)

        decoder.decode(array).each_with_index do |text, index|
          next if text.nil? || storable?(text, encoding)

          key = columns.include?(:ems_ref) ? :ems_ref : columns.first
          ref = decoder.decode(arrays[columns.index(key)])[index]
          found << {:table => table, key => ref, :column => column, :text => escaped(text, encoding), :character => escaped(text.each_char.find { |character| !storable?(character, encoding) }, encoding)}
        end
      end
    end
    found
  end
  private_class_method :unstorable

  def self.storable?(text, encoding)
    text.encode(encoding)
    true
  rescue EncodingError
    false
  end
  private_class_method :storable?

  # What is said of it is to be stored, too: as an error of the manager, or in a task.
  def self.escaped(text, encoding)
    text.encode(encoding, :fallback => ->(character) { format("U+%<code>04X", :code => character.ord).encode(encoding) }).encode(Encoding::UTF_8)
  end
  private_class_method :escaped

  def initialize(texts, encoding)
    @texts    = texts
    @encoding = encoding
    super(_("Nothing was stored: the database encoding %{encoding} does not support %{texts}. Rename it at the provider, or use a database with the encoding UTF8.") %
      {:encoding => encoding, :texts => described})
  end

  private

  def described
    named = texts.first(NAMED).map do |text|
      _("%{character} in the %{column} of %{kind} \"%{text}\" (%{id})") %
        {:character => text[:character], :column => text[:column], :kind => text[:table].to_s.singularize.tr("_", " "), :text => text[:text].truncate(60), :id => text[:ems_ref] || "id #{text[:id]}"}
    end
    more = texts.size - named.size
    named << _("%{count} more") % {:count => more} if more > 0
    named.to_sentence
  end
end
