//! Small networks, drawn exactly as the files in `pictures/`. `OVIRT_NET_PICTURES=write` writes them anew: look at them then.

use std::path::PathBuf;

use ovirt_net_topology::{Links, Selection, Topology, Zoom};

use crate::made_up::{MadeUp, many, office};

fn holds(file: &str, now: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("topology/pictures").join(file);
    if std::env::var_os("OVIRT_NET_PICTURES").is_some_and(|value| value == "write") {
        std::fs::write(&path, now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == now, "{file} is another picture now: write it with OVIRT_NET_PICTURES=write, and look at it");
}

fn selected(topology: &Topology, focus: &str) -> Topology {
    topology.select(&Selection { focus: Some(focus.to_owned()), ..Selection::default() }).unwrap()
}

#[test]
fn an_office() {
    let office = office();
    holds("office.svg", &office.svg("Topology of an office", &Links::default(), Zoom::Natural));
    holds("office.txt", &office.text());
    holds("office.html", &office.html("Topology of an office", &Links::default()));
}

#[test]
fn what_is_connected_to_one_vm() {
    let vm = selected(&office(), "db-1");
    let links = Links { focus: Some("/topology?focus=".to_owned()), ..Links::default() };
    holds("one-vm.svg", &vm.svg("Around db-1", &links, Zoom::Fit));
    holds("one-vm.txt", &vm.text());
}

#[test]
fn a_network_with_many_vms_that_was_chosen() {
    let network = selected(&many(40, 20), "network:net-0001");
    holds("chosen-network.svg", &network.svg("Around net-0001", &Links::default(), Zoom::Natural));
}

#[test]
fn a_hundred_networks() {
    let links = Links { focus: Some("?focus=".to_owned()), ..Links::default() };
    holds("hundred.svg", &many(100, 10).svg("Topology", &links, Zoom::Natural));
}

#[test]
fn nothing_at_all() {
    let nothing = MadeUp::default().topology();
    holds("nothing.svg", &nothing.svg("Topology", &Links::default(), Zoom::Natural));
    assert_eq!(nothing.text(), "There are no networks.\n");
}
