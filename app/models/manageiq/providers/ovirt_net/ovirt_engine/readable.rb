# The SDK returns texts of the engine as bytes (ASCII-8BIT). With characters beyond ASCII these equal no text of ours and cannot be part of
# a message. The engine writes UTF-8.
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
