# Names stored objects in a message as far as its reader may see them: a tooltip, a refusal or a notification must not tell what
# access control keeps out of the reader's lists.
class ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames
  LIMIT = 3

  # @return [User, nil] the user of the page or of the API, or the one whose task a worker runs; nil where only an administrator reads
  #   it, at a console or in the log
  def self.reader
    task = $_miq_worker_current_msg&.miq_task_id
    User.current_user || (User.lookup_by_userid(MiqTask.where(:id => task).pick(:userid)) if task)
  end

  def initialize(reader = self.class.reader)
    @reader = reader
  end

  # @return [Boolean] whether nothing is kept from whoever reads it, be it stored here or not
  def everything?
    return true if reader.nil?

    tenant = reader.current_tenant
    (tenant.nil? || tenant.root?) && !reader.has_filters? && !reader.self_service? && !reader.limited_self_service?
  end

  # @param rows [ActiveRecord::Relation]
  # @return [ActiveRecord::Relation] those of them that the reader may see
  def visible(rows)
    return rows if reader.nil?

    found = Rbac.filtered(rows, :user => reader)
    found.kind_of?(Array) ? rows.klass.where(:id => found.map(&:id)) : found
  end

  def visible?(record)
    reader.nil? || Rbac.filtered_object(record, :user => reader).present?
  end

  # @param rows [ActiveRecord::Relation]
  # @yieldreturn [String] how a row is called; its name where no block is given
  # @return [String] such as "web01, web02 and 2 that you may not see"
  def list(rows, &title)
    ids   = rows.distinct.pluck(:id)
    shown = visible(rows.klass.where(:id => ids))
    names = shown.order(:name).limit(LIMIT + 1).map(&(title || :name))
    with_hidden(names.size > LIMIT ? [*names.first(LIMIT), "…"].join(", ") : names.join(", "), ids.size - shown.count)
  end

  # @param names [String] of those that the reader may see, possibly empty
  # @param count [Integer] how many there are besides
  # @return [String]
  def with_hidden(names, count)
    return names if count.zero?

    hidden = n_("%{count} that you may not see", "%{count} that you may not see", count) % {:count => count}
    names.empty? ? hidden : _("%{names} and %{hidden}") % {:names => names, :hidden => hidden}
  end

  # @param text [String] another program's words
  # @param names [Array<String>] that the reader may not see
  # @return [String]
  def without(text, names)
    names.sort_by { |name| -name.size }.reduce(text) { |words, name| words.gsub(/(?<![[:word:]])#{Regexp.escape(name)}(?![[:word:]])/, _("one that you may not see")) }
  end

  private

  attr_reader :reader
end
