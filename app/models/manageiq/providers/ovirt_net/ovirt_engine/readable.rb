# The SDK gives the texts of the engine's answers as bytes (ASCII-8BIT), which equal none of ours and go into no message as soon as one
# has other letters than ASCII's. The engine writes UTF-8.
module ManageIQ::Providers::OvirtNet::OvirtEngine::Readable
  # @param answer [Object] of the SDK, or a text; changed in place where it can be
  # @return [Object] the same, with texts in UTF-8
  def self.of(answer)
    case answer
    when String then answer.encoding == Encoding::UTF_8 ? answer : answer.dup.force_encoding(Encoding::UTF_8).scrub
    when Array  then answer.map! { |element| of(element) }
    when OvirtSDK4::Struct
      answer.instance_variables.each { |name| answer.instance_variable_set(name, of(answer.instance_variable_get(name))) }
      answer
    else answer
    end
  end
end
