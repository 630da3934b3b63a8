//! Parses the provider's answers, including all its known oddities.
//!
//! Scalars are read leniently wherever they stand (`scalar`); the shape is not: a list that is no list and an object
//! without an id are errors, and so is an incomplete answer that does not say where it continues (`pagination`).

mod envelope;
pub mod identity;
pub mod network;
mod pagination;
mod places;
mod repair;
mod scalar;
mod unreadable;
mod value;

pub(crate) use envelope::{Listing, Opened, open, open_page};
pub(crate) use pagination::Pagination;
pub(crate) use scalar::{
    addresses, bound, flag, id, integer, interned, interned_list, interned_reference, list, reference, text,
};
pub(crate) use unreadable::Unreadable;

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::network::{Network, Port, Router, SecurityGroupRule, Subnet};
    use super::*;
    use crate::Code;

    fn listed<T: for<'de> Deserialize<'de>>(body: &str, key: &'static str) -> Result<Vec<T>, String> {
        open::<Listing<T>>(body.as_bytes(), key).map(|listing| listing.0).map_err(|unreadable| unreadable.reason)
    }

    #[test]
    fn takes_the_oddities_of_the_provider() {
        let subnets: Vec<Subnet> = listed(
            r#"{"subnets": [{"id": "s", "allocation_pools": [null], "dns_nameservers": null, "ip_version": "6"}]}"#,
            "subnets",
        )
        .unwrap();
        assert!(subnets[0].allocation_pools.is_empty() && subnets[0].dns_nameservers.is_empty());
        assert_eq!((subnets[0].ip_version, subnets[0].name.as_deref()), (Some(6), None));

        let ports: Vec<Port> = listed(
            r#"{"ports": [{"id": "p", "fixed_ips": [{"ip_address": "10.0.0.2", "subnet_id": null}]}]}"#,
            "ports",
        )
        .unwrap();
        assert_eq!(ports[0].fixed_ips[0].subnet_id, None);

        let rules: Vec<SecurityGroupRule> =
            listed(r#"{"rules": [{"id": 7, "port_range_min": "80", "port_range_max": null}], "x": {}}"#, "rules")
                .unwrap();
        assert_eq!((rules[0].id.as_str(), rules[0].port_range_min, rules[0].port_range_max), ("7", Some(80), None));
    }

    fn one<T: for<'de> Deserialize<'de>>(object: &str) -> Result<T, String> {
        listed(&format!(r#"{{"x": [{object}]}}"#), "x").map(|mut list| list.remove(0))
    }

    #[test]
    fn takes_the_optionals_of_ovsdb_for_every_scalar() {
        for (up, expected) in [
            ("[true]", Some(true)),
            ("[]", None),
            (r#"["set", []]"#, None),
            (r#"["set", [false]]"#, Some(false)),
            (r#"[["True"]]"#, Some(true)),
            ("[null]", None),
            ("1", Some(true)),
            (r#""up""#, Some(true)),
            (r#""""#, None),
        ] {
            let router: Router = one(&format!(r#"{{"id": ["r"], "admin_state_up": {up}}}"#)).unwrap();
            assert_eq!((router.id.as_str(), router.admin_state_up), ("r", expected), "{up}");
        }
        let subnet: Subnet = one(
            r#"{"id": ["uuid", "s"], "gateway_ip": ["10.0.0.1"], "cidr": [], "ip_version": ["4"], "network_id": [7],
                "dns_nameservers": ["set", ["192.0.2.1", "192.0.2.2"]], "allocation_pools": {"start": ["a"], "stop": "b"}}"#,
        )
        .unwrap();
        assert_eq!((subnet.id.as_str(), subnet.gateway_ip.as_deref(), subnet.cidr), ("s", Some("10.0.0.1"), None));
        assert_eq!((subnet.ip_version, subnet.network_id.as_deref()), (Some(4), Some("7")));
        assert_eq!(subnet.dns_nameservers, ["192.0.2.1", "192.0.2.2"]);
        assert_eq!((subnet.allocation_pools[0].start.as_deref(), subnet.allocation_pools.len()), (Some("a"), 1));
        for (options, expected) in [
            (r#"["{192.0.2.1, 192.0.2.2}"]"#, vec!["192.0.2.1", "192.0.2.2"]),
            (r#"["{2001:db8::1,2001:db8::2}"]"#, vec!["2001:db8::1", "2001:db8::2"]),
            (r#"["{\"192.0.2.1\"}", " 192.0.2.2 "]"#, vec!["192.0.2.1", "192.0.2.2"]),
            (r#"["{}"]"#, vec![]),
        ] {
            let subnet: Subnet = one(&format!(r#"{{"id": "s", "dns_nameservers": {options}}}"#)).unwrap();
            assert_eq!(subnet.dns_nameservers, expected, "{options}");
        }
        let error = one::<Router>(r#"{"id": "r", "name": ["a", "b"]}"#).unwrap_err();
        assert!(error.contains("x[0].name (id r): a list of 2 values instead of one"), "{error}");
    }

    #[test]
    fn reads_ids_and_numbers_the_same_way_in_lists_and_nested_objects() {
        let port: Port = one(r#"{"id": 1, "security_groups": [42, ["uuid", "g"], null, ""], "device_id": [],
                "fixed_ips": [{"subnet_id": 7, "ip_address": ["10.0.0.2"]}, null]}"#)
        .unwrap();
        let groups: Vec<&str> = port.security_groups.iter().map(AsRef::as_ref).collect();
        assert_eq!((port.id.as_str(), groups, port.fixed_ips.len()), ("1", vec!["42", "g"], 1));
        assert_eq!(port.fixed_ips[0].subnet_id.as_deref(), Some("7"));
        assert_eq!(port.fixed_ips[0].ip_address.as_deref(), Some("10.0.0.2"));

        let alone: Port = one(r#"{"id": "p", "security_groups": "Default", "fixed_ips": {"ip_address": 1}}"#).unwrap();
        assert_eq!((&*alone.security_groups[0], alone.fixed_ips[0].ip_address.as_deref()), ("Default", Some("1")));

        for info in [
            r#"{"network_id": 77, "external_fixed_ips": [{"subnet_id": 8, "ip_address": ["10.0.0.9"]}]}"#,
            r#"[{"network_id": ["77"], "external_fixed_ips": {"subnet_id": "8", "ip_address": "10.0.0.9"}}]"#,
        ] {
            let router: Router = one(&format!(r#"{{"id": "r", "external_gateway_info": {info}}}"#)).unwrap();
            let gateway = router.external_gateway_info.unwrap();
            assert_eq!(gateway.network_id.as_deref(), Some("77"), "{info}");
            let address = &gateway.raw["external_fixed_ips"][0];
            assert_eq!((&address["subnet_id"], &address["ip_address"]), (&"8".into(), &"10.0.0.9".into()), "{info}");
        }
        let none: Router = one(r#"{"id": "r", "external_gateway_info": []}"#).unwrap();
        assert_eq!(none.external_gateway_info.and_then(|gateway| gateway.network_id), None);

        for mtu in [r#""1500""#, "1500.0", r#"" 1500.0 ""#, "1.5e3", "[1500]"] {
            assert_eq!(one::<Network>(&format!(r#"{{"id": "n", "mtu": {mtu}}}"#)).unwrap().mtu, Some(1500), "{mtu}");
        }
        let pool: Subnet =
            one(r#"{"id": "s", "allocation_pools": [{"start": "a", "stop": "b", "end": "c"}]}"#).unwrap();
        assert_eq!(pool.allocation_pools[0].end.as_deref(), Some("c"));
    }

    #[test]
    fn loses_no_reference_and_widens_no_rule_for_a_value_that_it_cannot_read() {
        for (object, words) in [
            (r#"{"id": "p", "security_groups": [{"id": "g"}]}"#, "x[0].security_groups[0]"),
            (r#"{"id": "p", "security_groups": [["a", "b"]]}"#, "a list of 2 values"),
            (r#"{"id": "p", "fixed_ips": ["10.0.0.2"]}"#, "x[0].fixed_ips"),
            (r#"{"id": "p", "network_id": {"id": "n"}}"#, "x[0].network_id (id p)"),
            (r#"{"id": 123456789012345678901234567890}"#, "too large to be read exactly"),
        ] {
            let error = one::<Port>(object).unwrap_err();
            assert!(error.contains(words), "{object}: {error}");
        }
        let error = one::<Router>(r#"{"id": "r", "external_gateway_info": {"network_id": {"id": "n"}}}"#).unwrap_err();
        assert!(error.contains("x[0].external_gateway_info (id r): network_id: "), "{error}");
        for port in [r#""http""#, "true", "80.5", r#""""#, r#""80-90""#, "{}", "[80, 90]", r#""any""#] {
            for field in ["port_range_min", "port_range_max"] {
                let error = one::<SecurityGroupRule>(&format!(r#"{{"id": "r", "{field}": {port}}}"#)).unwrap_err();
                assert!(error.contains(&format!("x[0].{field} (id r): ")), "{port}: {error}");
            }
        }
        for (port, expected) in
            [(r#""80""#, Some(80)), ("80.0", Some(80)), (r#"["80"]"#, Some(80)), ("[]", None), ("null", None)]
        {
            let rule: SecurityGroupRule = one(&format!(r#"{{"id": "r", "port_range_min": {port}}}"#)).unwrap();
            assert_eq!(rule.port_range_min, expected, "{port}");
        }
    }

    fn noted(body: &[u8]) -> (Vec<Network>, Vec<String>) {
        let mut notes = Vec::new();
        let opened = open_page::<Listing<Network>>(body, "networks", &mut notes).unwrap();
        (opened.value.0, notes)
    }

    #[test]
    fn notes_values_that_are_taken_as_null() {
        let body =
            br#"{"networks": [{"id": "a", "mtu": 9000}, {"id": "b", "mtu": "auto"}, {"id": "c", "shared": "maybe"}]}"#;
        let (networks, notes) = noted(body);
        assert_eq!((networks[1].mtu, networks[2].shared, notes.len()), (None, None, 1));
        let expected = "networks: 2 values cannot be read and are stored as null; the first is at networks[1].mtu (id b): \
                        \"auto\" is not a whole number";
        assert!(notes[0].starts_with(expected), "{notes:?}");
    }

    #[test]
    fn takes_out_what_no_text_can_hold_and_says_where() {
        for (name, expected) in [
            (&br"net\u0000one"[..], "netone"),
            (b"net\0one", "netone"),
            (br"net\ud800one", "net\u{fffd}one"),
            (b"net\xffone", "net\u{fffd}one"),
            (br"\u0000\ud83d\ude00", "😀"),
        ] {
            let body = [&br#"{"networks": [{"id": "a"}, {"id": "b", "name": ""#[..], name, br#""}]}"#].concat();
            let (networks, notes) = noted(&body);
            assert_eq!((networks.len(), networks[1].name.as_deref()), (2, Some(expected)));
            assert!(notes[0].ends_with("were left out of networks[1].name (id b)"), "{notes:?}");
        }
        let (networks, notes) = noted("\u{feff}{\"networks\": [{\"id\": \"a\"}]}".as_bytes());
        assert_eq!((networks.len(), notes.len()), (1, 0));
    }

    #[test]
    fn takes_no_part_for_the_whole() {
        for (body, words) in [
            (
                r#"{"networks": [], "networks_links": [{"rel": "next", "href": "?marker=1"}]}"#,
                "only a part: it goes on at ?marker=1",
            ),
            (r#"{"networks": [], "next_marker": "x"}"#, "only a part: next_marker is \"x\""),
            (r#"{"networks": [], "truncated": true}"#, "only a part: truncated is true"),
            (r#"{"networks": [{"id": "a"}], "networks": []}"#, "the key networks stands in it twice"),
            (r#"{"networks": [], "error": {"message": "no"}}"#, "the answer holds an error"),
        ] {
            let error = listed::<Network>(body, "networks").unwrap_err();
            assert!(error.contains(words), "{body}: {error}");
        }
    }

    #[test]
    fn quotes_no_value_at_length() {
        let long = "x".repeat(3_000);
        for body in [
            format!(r#"{{"networks": "{long}"}}"#),
            format!(r#"{{"networks": [{{"id": "a", "name": {{}}, "status": "{long}"}}, "{long}"]}}"#),
            format!(r#"{{"networks": [{{"id": "{long}", "name": {{}}}}]}}"#),
        ] {
            let error = listed::<Network>(&body, "networks").unwrap_err();
            assert!(error.len() < 500 && error.contains("column"), "{error}");
        }
    }

    #[test]
    fn gives_each_cause_its_code() {
        for (body, code) in [
            ("", Code::AnswerCut),
            (r#"{"networks": [{"id""#, Code::AnswerCut),
            ("<html></html>", Code::AnswerNoJson),
            ("[]", Code::AnswerUnexpected),
            (r#"{"networks": {"id": "a"}}"#, Code::AnswerUnexpected),
            (r#"{"networks": [], "error": {"message": "no"}}"#, Code::AnswerUnexpected),
            (r#"{"networks": [], "truncated": true}"#, Code::AnswerPart),
            (r#"{"networks": [], "networks_links": [{"rel": "next", "href": null}]}"#, Code::AnswerPart),
            (r#"{"networks": [null]}"#, Code::AnswerObject),
            (r#"{"networks": [{"name": "b"}]}"#, Code::AnswerObject),
            (r#"{"networks": [{"id": "a", "name": {}}]}"#, Code::AnswerObject),
        ] {
            let unreadable = open::<Listing<Network>>(body.as_bytes(), "networks").unwrap_err();
            assert_eq!(unreadable.code, code, "{body}: {}", unreadable.reason);
        }
        let zipped = open::<Listing<Network>>(&[0x1f, 0x8b, 8, 0], "networks").unwrap_err();
        assert_eq!(zipped.code, Code::AnswerCompressed);
    }

    #[test]
    fn tells_what_is_wrong_with_an_answer() {
        for (body, words) in [
            ("", "is empty"),
            (" \n", "is empty"),
            ("null", "expected an object with the key networks"),
            ("[]", "expected an object with the key networks"),
            ("{}", "the key networks is missing"),
            (r#"{"networks": null}"#, "expected a list"),
            (r#"{"networks": 5}"#, "expected a list"),
            (r#"{"networks": {}}"#, "expected a list"),
            (r#"{"networks": [null]}"#, "networks[0]"),
            (r#"{"networks": [{"id": "a"}, {"name": "b"}]}"#, "networks[1]: missing field `id`"),
            (r#"{"networks": [{"id": null}]}"#, "an object without an id"),
            (r#"{"networks": [{"id": ""}]}"#, "an object without an id"),
            (r#"{"networks": [{"id": "a", "name": {}}]}"#, "networks[0].name"),
            (r#"{"networks": [{"id": "a""#, "is cut off after 24 bytes"),
            (r#"{"networks": []} and more"#, "is not JSON: trailing characters"),
            ("<html></html>", "is not JSON"),
        ] {
            let error = listed::<Network>(body, "networks").unwrap_err();
            assert!(error.contains(words), "{body}: {error}");
        }
    }
}
