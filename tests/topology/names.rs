//! Names that somebody made to do harm, or just made: none is ever markup, and all are told in full.

use ovirt_net_topology::{Links, Selection, Zoom};
use roxmltree::Document;

use super::made_up::MadeUp;

const NAMES: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE networks; --",
    "]]></svg>&amp;<!--",
    "javascript:alert(1)",
    "\u{202e}gnp.exe",
    "שלום עולם",
    "a\u{0}b\u{8}c\u{fffe}d\u{2028}e",
    "{{7*7}} ${7*7} #{7*7}",
];

#[test]
fn no_name_is_markup() {
    for name in NAMES {
        let mut made = MadeUp::default();
        made.network(name, "10.0.0.0/24").way_out = Some(name.to_owned());
        made.network("other", name);
        made.router(name, Some(name), &["other"]);
        made.vm(name, &[name, "other"], 7);
        made.port(name, "other", 9).addresses = vec![name.to_owned()];
        made.group(name, &[name]);
        let topology = made.topology();
        let links = Links { focus: Some("?focus=".into()), to_list: false };
        let svg = topology.svg(name, &links, Zoom::Natural);
        let document = Document::parse(&svg).unwrap();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let tag = node.tag_name().name();
            assert!(
                ["svg", "style", "defs", "path", "rect", "g", "a", "title", "text", "circle", "use"].contains(&tag),
                "{tag}"
            );
            for attribute in node.attributes() {
                assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
                assert!(
                    attribute.name() != "href" || attribute.value().starts_with(['?', '#']),
                    "{}",
                    attribute.value()
                );
            }
        }
        for text in [topology.html(name, &Links::default()), topology.list(&links)] {
            for markup in ["<script", "<img", "<!--", "]]>", "\u{202e}", "\u{0}"] {
                assert!(!text.contains(markup), "{markup} in the page of {name:?}");
            }
        }
        let text = topology.text();
        assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text:?}");
        assert!(!text.contains('\u{202e}'));
        assert!(topology.select(&Selection { focus: Some(name.into()), ..Selection::default() }).is_some());
    }
}

#[test]
fn a_long_name_is_cut_where_it_stands_and_told_in_full() {
    let name = "long-".repeat(51);
    let mut made = MadeUp::default();
    made.network(&name, "10.0.0.0/24");
    made.vm(&name, &[&name], 7);
    let svg = made.topology().svg("Topology", &Links::default(), Zoom::Natural);
    let document = Document::parse(&svg).unwrap();
    let titles = document.descendants().filter(|node| node.has_tag_name("title")).filter_map(|node| node.text());
    assert_eq!(titles.filter(|title| title.contains(&name)).count(), 2);
    let texts: Vec<&str> =
        document.descendants().filter(|node| node.has_tag_name("text")).filter_map(|node| node.text()).collect();
    assert!(
        texts.iter().any(|text| text.ends_with('…')) && texts.iter().all(|text| !text.contains(&name)),
        "{texts:?}"
    );
}

#[test]
fn what_turns_the_direction_moves_no_neighbour() {
    let mut made = MadeUp::default();
    made.network("שלום", "10.0.0.0/24");
    let topology = made.topology();
    assert!(topology.svg("T", &Links::default(), Zoom::Natural).contains(">\u{2068}שלום\u{2069}</text>"));
    assert!(topology.list(&Links::default()).contains("<bdi>\u{2068}שלום\u{2069}</bdi>"));
}
