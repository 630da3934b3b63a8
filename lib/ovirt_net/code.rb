module OvirtNet
  # Why an operation failed. The table is in ext/provider/src/code.rs.
  #
  #   name     :: Symbol, as OvirtNet::Error#code gives it
  #   reaction :: :invalid (credentials), :unreachable or :error: how ManageIQ classifies it
  #   cause    :: the explanation that messages add to the server's words, as the end of a sentence; nil where there is none
  #   remedy   :: what to do about it, in whole sentences; see #remedy_for
  #   rejection :: whether user and password were rejected: a retry with the same ones fails again and may lock the account
  #   meaning  :: what happened, in one sentence
  class Code < Struct.new(:name, :reaction, :cause, :remedy, :rejection, :meaning)
    # @return [Hash{Symbol => Code}]
    def self.all
      Native.load!
      @all ||= OvirtNet.all_codes.to_h { |row| [row.first, new(*row).freeze] }.freeze
    end

    # @param name [Symbol, nil]
    # @return [Code, nil]
    def self.[](name)
      all[name]
    end

    # @param words [String] of an error of oVirt's SDK
    # @return [Code, nil] nil where they do not tell of a login that the engine refused
    def self.of_sdk(words)
      Native.load!
      self[OvirtNet.code_of_sdk(OvirtNet.text(:words, words))]
    end

    # @param missing [String, nil] see OvirtNet::Error#missing
    # @return [String] the remedy, which names what is missing
    def remedy_for(missing)
      return remedy unless remedy.include?("{missing}") || remedy.include?("{port}")
      return self.class[:refused].remedy unless missing

      remedy.gsub("{missing}", missing).gsub("{port}", missing.delete_prefix("lrp"))
    end
  end
end
