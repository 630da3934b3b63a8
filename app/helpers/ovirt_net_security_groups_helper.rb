# What the views of Edit Security Groups share.
module OvirtNetSecurityGroupsHelper
  # So many sentences about one thing are shown; a group may have hundreds of rules.
  SHOWN = 30

  # @param texts [Array<String>]
  # @return [String] a list of them, with the number of those that are left out
  def ovirt_net_sentences(texts, none)
    return tag.em(none) if texts.empty?

    left = texts.size - SHOWN
    more = left > 0 ? [tag.li(n_("and %{count} more", "and %{count} more", left) % {:count => left})] : []
    tag.ul(safe_join(texts.first(SHOWN).map { |text| tag.li(text) } + more), :style => "margin: 0; padding-left: 1.2em; word-break: normal; overflow-wrap: anywhere")
  end

  # @param changes [Array<Array(String, Array<String>)>] see GroupRules#difference
  # @return [Array<String>] each as one sentence
  def ovirt_net_but_for(changes)
    changes.map do |text, but_for|
      others = but_for.first(10)
      others << _("and others") if but_for.size > others.size
      others.empty? ? text : _("%{traffic}, except: %{others}") % {:traffic => text, :others => others.join("; ")}
    end
  end

  # Fields that the next step of the form needs
  def ovirt_net_hidden(fields)
    safe_join(fields.flat_map { |name, values| Array.wrap(values).map { |value| hidden_field_tag(name, value, :id => nil) } })
  end

  # @return [Symbol] +:all+, +:none+ or +:some+ of the ports are to have the group
  def ovirt_net_state(port_groups, group, wanted)
    return :all if wanted&.add&.include?(group.id)
    return :none if wanted&.remove&.include?(group.id)

    port_groups.state(group.id)
  end
end
