# Notes that are kept in the manager's options under the class' KEY, and stored at once: others change other options meanwhile.
class ManageIQ::Providers::OvirtNet::NetworkManager::OptionNotes
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [Boolean] whether there are any, of what the manager has been read with
  def any?
    of(@manager.options).any?
  end

  # @return [Hash] what is stored now
  def all
    of(rows.pick(:options))
  end

  private

  def key
    self.class::KEY
  end

  def rows
    @manager.class.where(:id => @manager.id)
  end

  def of(options)
    known = options[key] if options.kind_of?(Hash)
    known.kind_of?(Hash) ? known : {}
  end

  # @yieldparam known [Hash] what is noted
  # @yieldreturn [Hash] what is to be noted
  def change
    @manager.class.transaction do
      options = rows.lock.pick(:options)
      options = {} unless options.kind_of?(Hash)
      known   = yield(of(options))
      rows.update_all(:options => known.empty? ? options.except(key) : options.merge(key => known)) if known != of(options)
    end
  end
end
