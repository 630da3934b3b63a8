//! What holds for the picture of any network.

use std::collections::BTreeMap;

use ovirt_net_topology::{Links, Selection, State, Topology, Zoom};
use roxmltree::{Document, Node};

use super::made_up::{MadeUp, many, office};

#[derive(Debug, Clone, Copy)]
struct Frame {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

impl Frame {
    fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// Whether a line goes through its inside.
    fn is_crossed_by(&self, line: [(i32, i32); 2]) -> bool {
        let [(x1, y1), (x2, y2)] = line;
        x1.min(x2) < self.x + self.width
            && x1.max(x2) > self.x
            && y1.min(y2) < self.y + self.height
            && y1.max(y2) > self.y
    }
}

fn number(node: &Node<'_, '_>, name: &str) -> i32 {
    node.attribute(name).unwrap().parse().unwrap()
}

fn frame(node: &Node<'_, '_>) -> Frame {
    Frame { x: number(node, "x"), y: number(node, "y"), width: number(node, "width"), height: number(node, "height") }
}

fn classes<'a>(node: &Node<'a, '_>) -> Vec<&'a str> {
    node.attribute("class").unwrap_or_default().split(' ').collect()
}

/// Lanes, cards and boxes, each with its last frame, which is the one in front.
fn places(document: &Document<'_>) -> Vec<(String, Frame)> {
    let groups =
        document.descendants().filter(|node| classes(node).iter().any(|class| ["lane", "card", "box"].contains(class)));
    groups
        .map(|group| {
            let frames = group.children().filter(|child| child.has_tag_name("rect")).map(|rect| frame(&rect));
            (title(&group).unwrap(), frames.max_by_key(|frame| frame.width).unwrap())
        })
        .collect()
}

fn first_rect<'a, 'b>(node: &Node<'a, 'b>) -> Node<'a, 'b> {
    node.children().find(|child| child.has_tag_name("rect")).unwrap()
}

fn title(node: &Node<'_, '_>) -> Option<String> {
    node.children().find(|child| child.has_tag_name("title"))?.text().map(str::to_owned)
}

fn lines(path: &str) -> Vec<[(i32, i32); 2]> {
    let mut all = Vec::new();
    for way in path.split('M').filter(|way| !way.is_empty()) {
        let points: Vec<(i32, i32)> = way
            .split('L')
            .map(|point| point.split_once(' ').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).unwrap())
            .collect();
        all.extend(points.windows(2).map(|ends| [ends[0], ends[1]]));
    }
    all
}

fn check(topology: &Topology) {
    let svg = topology.svg("Topology", &Links { focus: Some("?focus=".into()), to_list: false }, Zoom::Natural);
    let document = Document::parse(&svg).unwrap();
    let root = document.root_element();
    let (width, height) = (number(&root, "width"), number(&root, "height"));
    assert_eq!(root.attribute("viewBox").unwrap(), format!("0 0 {width} {height}"));

    let places = places(&document);
    for (index, (label, place)) in places.iter().enumerate() {
        assert!(
            place.x >= 0 && place.y >= 0 && place.x + place.width <= width && place.y + place.height <= height,
            "{label}"
        );
        for (other, with) in &places[index + 1..] {
            assert!(!place.overlaps(with), "{label} overlaps {other}");
        }
    }
    let with_class = |class: &'static str| document.descendants().filter(move |node| classes(node).contains(&class));
    let lanes: Vec<Frame> = with_class("lane").map(|lane| frame(&first_rect(&lane))).collect();
    let boxes: Vec<&(String, Frame)> =
        places.iter().filter(|(_, place)| lanes.iter().all(|lane| lane.y != place.y)).collect();
    let circles = with_class("dot").flat_map(|group| group.children().filter(|node| node.has_tag_name("circle")));
    let dots: Vec<(i32, i32)> = circles.map(|dot| (number(&dot, "cx"), number(&dot, "cy"))).collect();
    let mut wires = 0;
    for wire in with_class("wire") {
        for line in lines(wire.attribute("d").unwrap()) {
            for (label, place) in &boxes {
                assert!(!place.is_crossed_by(line), "{line:?} goes through {label}");
            }
        }
        wires += 1;
    }
    for (x, y) in &dots {
        assert!(
            lanes.iter().any(|lane| (lane.y..=lane.y + lane.height).contains(y) && *x > lane.x),
            "a dot beside the lanes"
        );
    }
    assert!(dots.len() >= wires, "{wires} wires, {} dots", dots.len());
    if topology.networks.len() <= 12 {
        assert_eq!(dots.len(), connections(topology), "connections that are drawn");
    }
    let mut ids = BTreeMap::new();
    for id in document.descendants().filter_map(|node| node.attribute("id")) {
        assert!(ids.insert(id, ()).is_none(), "{id} comes twice");
    }
    for link in document.descendants().filter(|node| node.has_tag_name("a")) {
        assert!(title(&link).is_some_and(|label| !label.is_empty()) && link.attribute("href").is_some());
    }
}

/// In a picture of few networks: of each device, or of each dozen and more that are alike, one connection a network.
fn connections(topology: &Topology) -> usize {
    let mut alike: BTreeMap<(bool, Vec<usize>), usize> = BTreeMap::new();
    let mut drawn = 0;
    for device in &topology.devices {
        let networks = device.networks();
        match device.kind == ovirt_net_topology::Kind::Router || device.object.is_chosen {
            true => drawn += networks.len(),
            false => *alike.entry((networks.len() > 1, networks)).or_default() += 1,
        }
    }
    for ((is_shared, networks), count) in alike {
        let chosen = !is_shared && networks.first().is_some_and(|network| topology.networks[*network].object.is_chosen);
        let room = if is_shared {
            6
        } else if chosen {
            120
        } else {
            12
        };
        drawn += if count > room { networks.len() } else { count * networks.len() };
    }
    drawn
}

/// Numbers that look random and are always the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

fn random(seed: u64) -> Topology {
    let mut numbers = Numbers(seed);
    let mut made = MadeUp::default();
    let names: Vec<String> = (0..1 + numbers.below(20)).map(|number| format!("net-{number}")).collect();
    for (number, name) in names.iter().enumerate() {
        let network = made.network(name, &format!("10.0.{number}.0/24"));
        network.is_external = number % 7 == 3;
        network.state = [State::Up, State::Up, State::Down, State::Error][number % 4];
    }
    let some = |numbers: &mut Numbers, most: usize| -> Vec<&str> {
        let mut some: Vec<&str> =
            (0..numbers.below(most + 1)).map(|_| names[numbers.below(names.len())].as_str()).collect();
        some.sort_unstable();
        some.dedup();
        some
    };
    for number in 0..numbers.below(9) {
        let networks = some(&mut numbers, 5);
        let gateway = networks.first().copied().filter(|_| number % 3 > 0);
        made.router(&format!("router-{number}"), gateway, &networks[usize::from(gateway.is_some())..]);
    }
    for number in 0..numbers.below(80) {
        let most = if number % 5 == 0 { 4 } else { 1 };
        let networks = some(&mut numbers, most);
        made.vm(&format!("vm-{number}"), &networks, 20);
    }
    made.topology()
}

#[test]
fn any_network_has_all_its_connections_and_no_two_boxes_overlap() {
    check(&office());
    for seed in 0..300 {
        check(&random(seed));
    }
}

#[test]
fn a_thousand_networks_are_a_small_picture_of_groups_that_lead_to_all_of_them() {
    let topology = many(1_000, 10);
    check(&topology);
    let svg = topology.svg("Topology", &Links { focus: Some("?focus=".into()), to_list: false }, Zoom::Natural);
    assert!(svg.len() < 400_000, "{} bytes", svg.len());
    let document = Document::parse(&svg).unwrap();
    let labels: Vec<String> = places(&document).into_iter().map(|(label, _)| label).collect();
    let groups: Vec<&String> = labels.iter().filter(|label| label.contains(" networks: ")).collect();
    assert!(
        groups.iter().any(|label| label.starts_with("100 networks: net-0004 to net-0") && label.contains("1000 VMs")),
        "{groups:?}"
    );

    // What is connected by routers is drawn, and so is what does not work.
    assert_eq!(labels.iter().filter(|label| label.starts_with("Network net-")).count() + 1 + in_groups(&groups), 1_000);
    let mut broken = many(1_000, 1);
    broken.networks[500].object.state = State::Error;
    assert!(broken.svg("Topology", &Links::default(), Zoom::Natural).contains("Network net-0500, error"));

    let keys = document.descendants().filter_map(|node| node.attribute("href")?.strip_prefix("?focus=networks%3A"));
    let keys: std::collections::BTreeSet<String> = keys.map(|id| format!("networks:{id}")).collect();
    assert_eq!(keys.len(), groups.len());
    let mut seen = 0;
    for key in keys {
        let part = topology.select(&Selection { focus: Some(key), ..Selection::default() }).unwrap();
        assert!(part.networks.iter().all(|network| !network.object.is_chosen));
        check(&part);
        seen += part.networks.len();
    }
    assert_eq!(seen, in_groups(&groups));
    assert!(topology.select(&Selection { focus: Some("networks:net-0001".into()), ..Selection::default() }).is_none());
}

fn in_groups(labels: &[&String]) -> usize {
    labels.iter().map(|label| label.split(' ').next().unwrap().parse::<usize>().unwrap()).sum()
}

#[test]
fn groups_are_of_networks_that_are_called_and_connected_alike() {
    let mut made = MadeUp::default();
    for number in 0..120 {
        made.bare_network(&format!("blue-{number}"));
        made.bare_network(&format!("red-{number}")).way_out = Some(format!("VLAN {number} on physnet1"));
    }
    made.bare_network("lonely-1");
    made.network("hub-net", "10.0.0.0/24");
    let svg = made.topology().svg("Topology", &Links::default(), Zoom::Natural);
    for label in [
        "100 networks: blue-0 to blue-99",
        "20 networks: blue-100 to blue-119",
        "100 networks: red-0 to red-99",
        "Network lonely-1",
    ] {
        assert!(svg.contains(label), "{label}");
    }
    assert!(!svg.contains("Network blue-7:"));
}

#[test]
fn a_vm_that_runs_is_not_called_down_where_its_ports_are() {
    let mut made = MadeUp::default();
    made.network("blue", "10.0.0.0/24");
    made.network("red", "10.0.1.0/24");
    made.vm("web", &["blue"], 5);
    made.vm("off", &["blue"], 6).state = State::Down;
    made.vm("both", &["blue", "red"], 7);
    for port in made.parts.ports.iter_mut().filter(|port| !port.id.ends_with("red")) {
        port.state = State::Down;
    }
    let topology = made.topology();
    let svg = topology.svg("Topology", &Links::default(), Zoom::Natural);
    for text in ["VM web, ports down", "▼ ports down", "VM off, down", "10.0.0.7 · blue", "port down"] {
        assert!(svg.contains(text), "{text}");
    }
    let text = topology.text();
    assert!(text.contains("ports down") && text.contains("port down"), "{text}");
}

#[test]
fn addresses_are_whole() {
    let long = "fd00:1234:5678:9abc:5054:ff:fe12:3456";
    let mut made = MadeUp::default();
    made.network("blue", "fd00:1234:5678:9abc::/64");
    made.network("red", "10.0.1.0/24");
    made.router("hub", Some("blue"), &["red"]);
    made.vm("web", &["blue", "red"], 5);
    let mut down = made.vm("db", &["blue"], 6).clone();
    down.state = State::Down;
    *made.parts.vms.last_mut().unwrap() = down;
    for port in made.parts.ports.iter_mut().filter(|port| port.id.ends_with("blue")) {
        port.addresses = vec!["10.0.0.123".into(), long.into()];
    }
    let topology = made.topology();
    check(&topology);
    let svg = topology.svg("Topology", &Links::default(), Zoom::Natural);
    let document = Document::parse(&svg).unwrap();
    let texts: Vec<&str> =
        document.descendants().filter(|node| node.has_tag_name("text")).filter_map(|node| node.text()).collect();
    assert_eq!(texts.iter().filter(|text| text.contains(long)).count(), 3, "{texts:?}");
    assert!(texts.iter().all(|text| !text.contains('…')), "{texts:?}");
}

#[test]
fn more_networks_than_a_picture_has_room_for_are_told() {
    let svg = many(1_300, 1).svg("Topology", &Links::default(), Zoom::Natural);
    assert!(svg.contains("300 more networks are not drawn"));
    assert!(svg.contains("Router router-1280"), "what routers connect comes first");
}

#[test]
fn the_order_of_the_objects_is_no_matter() {
    let turned = || {
        let mut parts = MadeUp::default();
        parts.network("a", "10.0.0.0/24");
        parts.network("b", "10.0.1.0/24");
        parts.router("r", Some("a"), &["b"]);
        parts.vm("v", &["a", "b"], 5);
        parts.vm("w", &["a"], 6);
        parts
    };
    let straight: Topology = turned().topology();
    let mut parts = turned().parts;
    parts.networks.reverse();
    parts.subnets.reverse();
    parts.ports.reverse();
    parts.vms.reverse();
    assert_eq!(Topology::from(parts), straight);
}

#[test]
fn what_is_selected_has_what_it_is_connected_to_and_nothing_else() {
    let office = office();
    let names = |selection: &Selection| -> Option<(Vec<String>, usize)> {
        let part = office.select(selection)?;
        check(&part);
        Some((part.networks.iter().map(|network| network.object.name.clone()).collect(), part.devices.len()))
    };
    let focus = |focus: &str, depth| Selection { focus: Some(focus.into()), depth, search: None };
    assert_eq!(names(&focus("web-1", 1)).unwrap(), (vec!["web".to_owned()], 1));
    assert_eq!(names(&focus("web-1", 2)).unwrap(), (vec!["web".to_owned()], 3));
    assert_eq!(names(&focus("allow-web", 1)).unwrap(), (vec!["web".to_owned()], 2));
    assert_eq!(names(&focus("storage", 2)).unwrap(), (vec!["storage".to_owned()], 1));
    assert_eq!(names(&focus("router:edge", 1)).unwrap().0, ["database", "internet", "web"]);
    assert_eq!(names(&focus("nobody", 2)), None);

    let search = |text: &str| Selection { search: Some(text.into()), ..Selection::default() };
    assert_eq!(names(&search("DB-")).unwrap(), (vec!["backup".to_owned(), "database".to_owned()], 1));
    assert_eq!(names(&search("10.1.0.12")).unwrap(), (vec!["web".to_owned()], 1));
    assert_eq!(names(&search("10.2.0.0/24")).unwrap().0, ["database"]);
    assert_eq!(names(&search("nobody")), None);
    assert_eq!(names(&Selection::default()).unwrap().0.len(), office.networks.len());
}
