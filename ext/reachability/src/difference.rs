//! What one set of rules allows and another does not: what a port gains or loses with its security groups.

use std::net::IpAddr;

use crate::site::{Direction, Remote, Rule};

const TCP: u8 = 6;
const UDP: u8 = 17;
const SCTP: u8 = 132;
const ICMP: u8 = 1;
const ICMPV6: u8 = 58;

/// A rule of which something is allowed by none of the other rules.
#[derive(Debug, Clone)]
pub struct Excess<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// Those of the others that allow a part of the same.
    pub but_for: Vec<&'r Rule>,
}

/// The rules that are not allowed whole by the others together, in their order; of rules that allow the same, the first.
pub fn difference<'r>(rules: &[&'r Rule], others: &[&'r Rule]) -> Vec<Excess<'r>> {
    let taken: Vec<Piece> = others.iter().flat_map(|rule| pieces(rule)).collect();
    let mut found: Vec<Excess<'r>> = Vec::new();
    let wholes: Vec<Vec<Piece>> = rules.iter().map(|rule| pieces(rule)).collect();
    for (at, rule) in rules.iter().enumerate() {
        let of_rule = &wholes[at];
        let is_told = |(other, whole): (usize, &Vec<Piece>)| {
            other != at && is_covered(of_rule, whole) && (other < at || !is_covered(whole, of_rule))
        };
        if is_covered(of_rule, &taken) || wholes.iter().enumerate().any(is_told) {
            continue;
        }
        let meets = |other: &&&Rule| pieces(other).iter().any(|taken| of_rule.iter().any(|own| own.meets(taken)));
        found.push(Excess { rule, but_for: others.iter().filter(meets).copied().collect() });
    }
    found
}

/// First and last of what is in one piece.
type Span = (u128, u128);

/// What a rule allows of one IP version and direction, in each dimension in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    direction: Direction,
    version: u8,
    /// The group whose ports are the other end; otherwise `spans` has the addresses.
    group: Option<String>,
    /// Protocol, first number (port, or type of ICMP), second number (code of ICMP), address of the other end.
    spans: [Span; 4],
}

const ADDRESS: usize = 3;
const NUMBERS: Span = (0, u16::MAX as u128);

impl Piece {
    /// Whether the other end is anywhere, as far as this rule goes.
    fn is_anyone(&self) -> bool {
        self.group.is_none() && self.spans[ADDRESS] == anywhere(self.version)
    }

    fn is_comparable(&self, other: &Self) -> bool {
        let is_same_end = match (&self.group, &other.group) {
            (None, None) => true,
            (own, group) if own == group => true,
            _ => self.is_anyone() || other.is_anyone(),
        };
        self.direction == other.direction && self.version == other.version && is_same_end
    }

    fn meets(&self, other: &Self) -> bool {
        self.is_comparable(other) && self.spans.iter().zip(&other.spans).all(|(own, other)| meet(*own, *other))
    }

    /// What is left of it without the other, where that can take something away.
    fn without(self, other: &Self) -> Vec<Self> {
        // Of anyone, a group takes nothing that could be told apart.
        if !self.meets(other) || (self.group.is_none() && other.group.is_some()) {
            return vec![self];
        }
        let mut left = Vec::new();
        let mut rest = self;
        for dimension in 0..rest.spans.len() {
            // The addresses of a group are not known: all of them, or none, are among the other's.
            if dimension == ADDRESS && rest.group.is_some() {
                continue;
            }
            let (own, taken) = (rest.spans[dimension], other.spans[dimension]);
            if own.0 < taken.0 {
                let mut before = rest.clone();
                before.spans[dimension] = (own.0, taken.0 - 1);
                left.push(before);
            }
            if own.1 > taken.1 {
                let mut behind = rest.clone();
                behind.spans[dimension] = (taken.1 + 1, own.1);
                left.push(behind);
            }
            rest.spans[dimension] = (own.0.max(taken.0), own.1.min(taken.1));
        }
        left
    }
}

fn meet(one: Span, other: Span) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

fn is_covered(pieces: &[Piece], taken: &[Piece]) -> bool {
    let mut left = pieces.to_vec();
    for other in taken {
        if left.is_empty() {
            break;
        }
        left = left.into_iter().flat_map(|own| own.without(other)).collect();
    }
    left.is_empty()
}

fn anywhere(version: u8) -> Span {
    (0, if version == 4 { u32::MAX.into() } else { u128::MAX })
}

/// One for each IP version; none of a rule that matches nothing.
fn pieces(rule: &Rule) -> Vec<Piece> {
    let versions: &[u8] = match rule.version {
        Some(4) => &[4],
        Some(_) => &[6],
        None => &[4, 6],
    };
    versions.iter().filter_map(|version| of_version(rule, *version)).collect()
}

fn of_version(rule: &Rule, version: u8) -> Option<Piece> {
    let (group, addresses) = match &rule.remote {
        Remote::Any => (None, anywhere(version)),
        Remote::Group(group) => (Some(group.clone()), anywhere(version)),
        Remote::Range(range) => {
            let (first, last) = (range.network(), range.broadcast());
            (None, (number(first, version)?, number(last, version)?))
        }
    };
    let (protocol, first, second) = match rule.protocol {
        None => ((0, u8::MAX.into()), NUMBERS, NUMBERS),
        // Either of ICMP's numbers stands for that of the rule's IP version.
        Some(ICMP | ICMPV6) => {
            let icmp = u128::from(if version == 4 { ICMP } else { ICMPV6 });
            let one = |number: Option<u16>| number.map_or(NUMBERS, |number| (number.into(), number.into()));
            ((icmp, icmp), one(rule.first), one(rule.last))
        }
        Some(protocol @ (TCP | UDP | SCTP)) => {
            let ports = (rule.first.unwrap_or(0).into(), rule.last.unwrap_or(u16::MAX).into());
            ((protocol.into(), protocol.into()), ports, NUMBERS)
        }
        Some(protocol) => ((protocol.into(), protocol.into()), NUMBERS, NUMBERS),
    };
    let spans = [protocol, first, second, addresses];
    let is_something = spans.iter().all(|(first, last)| first <= last);
    is_something.then_some(Piece { direction: rule.direction, version, group, spans })
}

/// `None` for an address of the other IP version, which no packet of this one has.
fn number(address: IpAddr, version: u8) -> Option<u128> {
    match (address, version) {
        (IpAddr::V4(address), 4) => Some(u32::from(address).into()),
        (IpAddr::V6(address), 6) => Some(address.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Rule {
        let mut words = text.split(' ');
        let (what, from) = (words.next().unwrap(), words.next().unwrap_or("any"));
        let mut parts = what.split(':');
        let protocol = match parts.next().unwrap() {
            "all" => None,
            "tcp" => Some(TCP),
            "udp" => Some(UDP),
            "icmp" => Some(ICMP),
            "icmp6" => Some(ICMPV6),
            number => number.parse().ok(),
        };
        let mut numbers = parts.next().unwrap_or("").split('-').map(|number| number.parse().ok());
        let remote = match from {
            "any" => Remote::Any,
            range if range.contains('/') => Remote::Range(range.parse().unwrap()),
            group => Remote::Group(group.into()),
        };
        let version = match words.next() {
            Some("6") => Some(6),
            Some("both") => None,
            _ => Some(4),
        };
        Rule {
            id: text.into(),
            group: "web".into(),
            direction: if words.next() == Some("out") { Direction::Egress } else { Direction::Ingress },
            version,
            protocol,
            first: numbers.next().flatten(),
            last: numbers.next().flatten(),
            remote,
        }
    }

    fn told(rules: &[&str], others: &[&str]) -> Vec<String> {
        let (rules, others): (Vec<Rule>, Vec<Rule>) =
            (rules.iter().map(|text| rule(text)).collect(), others.iter().map(|text| rule(text)).collect());
        difference(&rules.iter().collect::<Vec<_>>(), &others.iter().collect::<Vec<_>>())
            .iter()
            .map(|excess| match &excess.but_for[..] {
                [] => excess.rule.id.clone(),
                but_for => {
                    let others: Vec<&str> = but_for.iter().map(|rule| rule.id.as_str()).collect();
                    format!("{} but for {}", excess.rule.id, others.join(", "))
                }
            })
            .collect()
    }

    #[test]
    fn tells_what_no_other_rule_allows() {
        for (rules, others, expected) in [
            (&["tcp:80-80"][..], &[][..], &["tcp:80-80"][..]),
            (&["tcp:80-80"], &["all"], &[]),
            (&["all"], &["tcp:80-80"], &["all but for tcp:80-80"]),
            (&["tcp:1-100"], &["tcp:0-50", "tcp:51-200"], &[]),
            (&["tcp:1-100"], &["tcp:0-50", "tcp:52-200"], &["tcp:1-100 but for tcp:0-50, tcp:52-200"]),
            (&["tcp:80-80"], &["udp:80-80"], &["tcp:80-80"]),
            (&["tcp:80-80"], &["tcp:80-80 any 6"], &["tcp:80-80"]),
            (&["tcp:80-80 any both"], &["tcp:80-80 any 6", "tcp:80-80 any 4"], &[]),
            (&["tcp:80-80 any 4 out"], &["tcp:80-80"], &["tcp:80-80 any 4 out"]),
            (&["udp 10.0.0.0/24"], &["udp 10.0.0.0/25", "udp 10.0.0.128/25"], &[]),
            (&["udp 10.0.0.0/24"], &["udp 10.0.0.0/25"], &["udp 10.0.0.0/24 but for udp 10.0.0.0/25"]),
            (&["udp"], &["udp 0.0.0.0/0"], &[]),
            (&["icmp"], &["1"], &[]),
            (&["icmp any 6"], &["icmp6 any 6"], &[]),
            (&["icmp:8-0"], &["icmp:8"], &[]),
            (&["icmp:8"], &["icmp:8-0"], &["icmp:8 but for icmp:8-0"]),
            (&["tcp:90-80"], &[], &[]),
        ] {
            assert_eq!(told(rules, others), expected, "{rules:?} without {others:?}");
        }
    }

    #[test]
    fn knows_of_a_group_that_it_is_somebody() {
        assert!(told(&["tcp db"], &["tcp"]).is_empty());
        assert!(told(&["tcp db"], &["all db"]).is_empty());
        assert_eq!(told(&["tcp db"], &["tcp 10.0.0.0/8"]), ["tcp db"]);
        assert_eq!(told(&["tcp db"], &["tcp app"]), ["tcp db"]);
        assert_eq!(told(&["tcp"], &["tcp db"]), ["tcp but for tcp db"]);
        assert_eq!(told(&["tcp:1-9 db"], &["tcp:1-4"]), ["tcp:1-9 db but for tcp:1-4"]);
    }

    /// Of random rules, each packet of a small world is asked for.
    #[test]
    fn is_right_about_each_packet() {
        let mut seed: u32 = 26;
        let mut random = move |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        let ends = ["any", "10.0.0.0/30", "10.0.0.0/31", "10.0.0.2/31", "10.0.0.1/32"];
        for _ in 0..400 {
            let mut some = |count: u32| -> Vec<Rule> {
                let count = 1 + random(count);
                let one = |random: &mut dyn FnMut(u32) -> u32| match random(4) {
                    0 => "all".to_owned(),
                    1 => format!("udp:{}-{}", random(3), 1 + random(3)),
                    _ => format!("tcp:{}-{}", random(3), 1 + random(3)),
                };
                (0..count).map(|_| rule(&format!("{} {}", one(&mut random), ends[random(5) as usize]))).collect()
            };
            let (rules, others) = (some(4), some(6));
            let found = difference(&rules.iter().collect::<Vec<_>>(), &others.iter().collect::<Vec<_>>());
            let mut is_real = vec![false; found.len()];
            for (protocol, port, host) in (0..3 * 5 * 5).map(|at| ([1, TCP, UDP][at / 25], at / 5 % 5, at % 5)) {
                let spans = [u128::from(protocol), port as u128, 0, u128::from(0x0a00_0000 + host as u32)];
                let matches = |rule: &Rule| {
                    pieces(rule)
                        .iter()
                        .any(|piece| piece.spans.iter().zip(spans).all(|(span, at)| meet(*span, (at, at))))
                };
                let is_lost = rules.iter().any(matches) && !others.iter().any(matches);
                let telling: Vec<usize> = (0..found.len()).filter(|at| matches(found[*at].rule)).collect();
                assert!(!is_lost || !telling.is_empty(), "{spans:?} is not told: {rules:?} without {others:?}");
                if is_lost {
                    telling.iter().for_each(|at| is_real[*at] = true);
                } else {
                    for at in telling {
                        assert!(
                            found[at].but_for.iter().any(|rule| matches(rule)),
                            "{spans:?} is told, though it is not lost"
                        );
                    }
                }
            }
            assert!(is_real.iter().all(|real| *real), "{found:?} tells of what is not lost");
        }
    }

    #[test]
    fn says_the_same_once() {
        assert_eq!(told(&["tcp:80-80", "tcp:80-80 0.0.0.0/0", "tcp:1-100"], &[]), ["tcp:1-100"]);
        assert_eq!(told(&["udp", "udp 0.0.0.0/0"], &[]), ["udp"]);
    }
}
