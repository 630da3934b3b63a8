//! The way of a packet in a picture: seen by a line, and read in words.

use std::collections::HashSet;

use ovirt_net_topology::{Links, Zoom};

use super::made_up::MadeUp;

fn keys(keys: &[&str]) -> HashSet<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

#[test]
fn what_is_on_the_way_is_marked_in_the_picture_and_in_words() {
    let mut made = MadeUp::default();
    made.network("red", "10.0.0.0/24");
    made.network("blue", "10.0.1.0/24");
    made.network("far", "10.0.2.0/24");
    made.router("edge", None, &["red", "blue"]);
    made.vm("web", &["red"], 5);
    made.vm("db", &["blue"], 5);
    for number in 20..60 {
        made.vm(&format!("other{number}"), &["red"], number);
    }
    let whole = made.topology();
    let port = whole.devices.iter().find(|device| device.object.name == "web").unwrap().links[0].port.key.clone();
    let way = keys(&["network:red", "network:blue", "router:edge", "vm:db", &port]);

    let marked = whole.along(&way, None);
    assert_eq!(marked.networks.len(), 3);
    let svg = marked.svg("Way", &Links::default(), Zoom::Natural);
    for name in ["Network red", "Network blue", "Router edge", "VM web", "VM db"] {
        let title = svg.split("<title>").find(|part| part.starts_with(name)).unwrap().split("</title>").next().unwrap();
        assert!(title.ends_with(", on the way"), "{title}");
    }
    assert_eq!(svg.matches("on the way").count(), 5);
    assert_eq!(svg.matches("class=\"wire way\"").count(), 3);
    // What is beside the way is not told one by one.
    assert!(svg.contains("40 VMs"));
    assert!(marked.list(&Links::default()).contains("<bdi>web</bdi> <strong>(on the way)</strong>"));

    let near = whole.along(&way, Some(1));
    assert_eq!(near.networks.iter().map(|network| network.object.name.as_str()).collect::<Vec<_>>(), ["blue", "red"]);
    assert_eq!(whole.along(&keys(&["network:gone"]), Some(1)), whole, "nothing of the way is there");
}

/// Most lines that a connection of this class has.
fn most_lines(svg: &str, class: &str) -> usize {
    let path = format!("<path class=\"{class}\" d=\"");
    svg.lines().filter_map(|line| line.strip_prefix(&path)).map(|d| d.matches('M').count()).max().unwrap_or_default()
}

#[test]
fn of_a_router_only_the_connections_on_the_way_are_marked() {
    let mut made = MadeUp::default();
    for (name, range) in [("red", "10.0.0.0/24"), ("blue", "10.0.1.0/24"), ("side", "10.0.2.0/24")] {
        made.network(name, range);
    }
    made.router("edge", None, &["red", "blue", "side"]);
    let whole = made.topology();
    let drawn = |way: &[&str]| {
        let svg = whole.along(&keys(way), None).svg("Way", &Links::default(), Zoom::Natural);
        (most_lines(&svg, "wire"), most_lines(&svg, "wire way"))
    };

    let (all, marked) = drawn(&["network:red", "network:blue", "network:side", "router:edge"]);
    assert_eq!((marked, all > 2), (all, true));
    for beside in ["network:red", "network:blue", "network:side"] {
        let way: Vec<&str> = ["network:red", "network:blue", "network:side", "router:edge"]
            .into_iter()
            .filter(|key| *key != beside)
            .collect();
        let (all, marked) = drawn(&way);
        assert!(0 < marked && marked < all, "{beside}: {marked} of {all}");
    }
    assert_eq!(drawn(&["router:edge"]).1, 0);
}
