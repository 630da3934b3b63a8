//! Small networks: what a picture, a page and a text tell of them.

use ovirt_net_topology::{Links, Selection, Topology, Zoom};
use roxmltree::Document;

use super::made_up::{MadeUp, many, office};

fn selected(topology: &Topology, focus: &str) -> Topology {
    topology.select(&Selection { focus: Some(focus.to_owned()), ..Selection::default() }).unwrap()
}

/// What a picture says of each object, from top to bottom.
fn titles(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    let titles = document.descendants().filter(|node| node.has_tag_name("title"));
    titles.filter_map(|title| title.text()).map(str::to_owned).collect()
}

fn hrefs(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    let links = document.descendants().filter(|node| node.has_tag_name("a"));
    links.filter_map(|link| link.attribute("href")).map(str::to_owned).collect()
}

#[test]
fn an_office() {
    let office = office();
    let svg = office.svg("Topology of an office", &Links::default(), Zoom::Natural);
    assert_eq!(
        titles(&svg),
        [
            "External network internet: 203.0.113.0/24; external · VLAN 100 on physnet1 · MTU 1500",
            "Router backup-router: gateway 203.0.113.1 on internet; fd00:3::1 on backup",
            "Network backup, error: fd00:3::/64; MTU 1442",
            "VM db-1: fd00:3::15 on backup; 10.2.0.21 on database",
            "Network database: 10.2.0.0/24; MTU 1442",
            "Router edge: gateway 203.0.113.1 on internet; 10.2.0.1 on database; 10.1.0.1 on web",
            "40 VMs on database, 4 down",
            "Network web: 10.1.0.0/24; MTU 1442",
            "VM web-1: 10.1.0.11 on web; security groups allow-web",
            "VM web-2, down: 10.1.0.12 on web; security groups allow-web",
            "Network storage: flat on physnet2 · MTU 1442",
            "Port nic1, down: on storage (port down)",
            "Network unused: MTU 1442",
            "Security group allow-web: 2 ports",
            "Security group unused-group: no ports",
        ]
    );
    assert!(svg.contains("aria-label=\"Topology of an office\"") && hrefs(&svg).is_empty());
    assert_eq!(office.text(), include_str!("pictures/office.txt"));
}

#[test]
fn a_page_has_the_picture_whose_objects_lead_to_the_list() {
    let page = office().html("Topology of an office", &Links::default());
    let (svg, list) = page.split_once("<ul>").unwrap();
    let svg = &svg[svg.find("<svg").unwrap()..=svg.rfind("</svg>").unwrap() + "</svg>".len() - 1];
    let mut entries = 0;
    for href in hrefs(svg) {
        assert!(list.contains(&format!("id=\"{}\"", href.strip_prefix('#').unwrap())), "{href}");
        entries += 1;
    }
    assert!(entries >= 12, "{entries}");
    assert!(list.contains("<bdi>db-1</bdi>: fd00:3::15; also 10.2.0.21 on database</li>"));
}

#[test]
fn what_is_connected_to_one_vm() {
    let vm = selected(&office(), "db-1");
    let links = Links { focus: Some("/topology?focus=".to_owned()), ..Links::default() };
    let svg = vm.svg("Around db-1", &links, Zoom::Fit);
    let objects: Vec<String> = titles(&svg).into_iter().filter(|title| !title.starts_with("Only what is")).collect();
    assert_eq!(
        objects,
        [
            "Network backup, error: fd00:3::/64; MTU 1442",
            "VM db-1: fd00:3::15 on backup; 10.2.0.21 on database",
            "Router backup-router: fd00:3::1 on backup",
            "Network database: 10.2.0.0/24; MTU 1442",
            "Router edge: 10.2.0.1 on database",
            "40 VMs on database, 4 down",
        ]
    );
    for key in ["network%3Abackup", "network%3Adatabase", "router%3Abackup-router", "router%3Aedge", "vm%3Adb-1"] {
        assert!(hrefs(&svg).contains(&format!("/topology?focus={key}")), "{key}");
    }
    assert!(svg.starts_with("<svg ") && svg.contains("width=\"100%\""));
    assert_eq!(vm.text(), include_str!("pictures/one-vm.txt"));
}

#[test]
fn a_network_that_was_chosen_shows_each_of_its_vms() {
    let network = selected(&many(40, 20), "network:net-0001");
    let titles = titles(&network.svg("Around net-0001", &Links::default(), Zoom::Natural));
    assert_eq!(titles.iter().filter(|title| title.starts_with("VM ")).count(), 20, "{titles:?}");
}

#[test]
fn of_a_hundred_networks_each_is_shown_with_a_number_of_vms() {
    let links = Links { focus: Some("?focus=".to_owned()), ..Links::default() };
    let titles = titles(&many(100, 10).svg("Topology", &links, Zoom::Natural));
    for number in 0..100 {
        let name = format!("etwork net-{number:04}: ");
        let of_network: Vec<_> = titles.iter().filter(|title| title.contains(&name)).collect();
        assert!(matches!(of_network[..], [only] if only.ends_with("; 10 VMs")), "{of_network:?}");
    }
}

#[test]
fn nothing_at_all() {
    let nothing = MadeUp::default().topology();
    assert!(nothing.svg("Topology", &Links::default(), Zoom::Natural).contains(">There are no networks.<"));
    assert_eq!(nothing.text(), "There are no networks.\n");
}
