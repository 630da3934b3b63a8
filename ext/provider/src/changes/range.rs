//! Ranges of addresses such as `10.0.0.0/24`.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use super::refusal::invalid;
use crate::Result;

const REMEDY: &str = "give a range such as 10.0.0.0/24 or fd00:1::/64";

/// The addresses that a prefix stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range(IpNet);

impl Range {
    /// A range that is asked for: it begins where its prefix says.
    ///
    /// # Errors
    /// [`crate::Error::InvalidChange`] for `field`, with the range that may be meant.
    pub(super) fn parse(field: &'static str, text: &str) -> Result<Self> {
        let (address, prefix) = text.split_once('/').ok_or_else(|| invalid(field, text, REMEDY))?;
        let address: IpAddr = address.parse().map_err(|_| invalid(field, text, REMEDY))?;
        let net = prefix.parse().ok().and_then(|prefix| IpNet::new(address, prefix).ok());
        let range = Self(net.ok_or_else(|| invalid(field, text, REMEDY))?.trunc());
        if range.0.addr() != address {
            return Err(invalid(field, text, format!("give the range by its first address, {range}")));
        }
        Ok(range)
    }

    /// A range that the provider has. It takes any address inside for the first one, and a netmask for the prefix; `None` is
    /// what cannot be told.
    pub(super) fn stored(text: &str) -> Option<Self> {
        let (address, prefix) = text.trim().split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let net = match prefix.parse() {
            Ok(prefix) => IpNet::new(address, prefix).ok()?,
            Err(_) => IpNet::with_netmask(address, prefix.parse().ok()?).ok()?,
        };
        Some(Self(net.trunc()))
    }

    pub(super) fn version(&self) -> i64 {
        match self.0 {
            IpNet::V4(_) => 4,
            IpNet::V6(_) => 6,
        }
    }

    pub(super) fn prefix(&self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether a router or a guest may have `address`: it is inside and neither the range's own nor its broadcast.
    pub(super) fn has_host(&self, address: IpAddr) -> bool {
        let is_small = self.0.max_prefix_len() - self.prefix() < 2;
        self.0.contains(&address)
            && (is_small || (address != self.0.addr() && (address.is_ipv6() || address != self.last())))
    }

    pub(super) fn last(&self) -> IpAddr {
        self.0.broadcast()
    }

    /// The first addresses that a host may have.
    pub(super) fn hosts(&self) -> impl Iterator<Item = IpAddr> + '_ {
        // Of IPv6, the crate counts the range's own address in.
        self.0.hosts().filter(|address| self.has_host(*address))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::parse("cidr", text).unwrap()
    }

    #[test]
    fn knows_its_hosts() {
        let hosts = |text| range(text).hosts().take(3).map(|address| address.to_string()).collect::<Vec<_>>();
        assert_eq!(hosts("10.0.0.0/24"), ["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
        assert_eq!(hosts("10.0.0.0/30"), ["10.0.0.1", "10.0.0.2"]);
        assert_eq!(hosts("10.0.0.0/31"), ["10.0.0.0", "10.0.0.1"]);
        assert_eq!(hosts("10.0.0.7/32"), ["10.0.0.7"]);
        assert_eq!(hosts("fd00::/126"), ["fd00::1", "fd00::2", "fd00::3"]);
        assert_eq!(hosts("::/0"), ["::1", "::2", "::3"]);
        assert_eq!(range("10.0.0.0/24").last().to_string(), "10.0.0.255");
        assert_eq!(range("::/0").last().to_string(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        assert!(!range("10.0.0.0/24").has_host("fd00::1".parse().unwrap()));
        assert!(!range("10.0.0.0/24").has_host("10.0.0.255".parse().unwrap()));
        assert!(!range("fd00::/64").has_host("fd00::".parse().unwrap()));
    }

    #[test]
    fn says_what_may_be_meant() {
        let error = |text| Range::parse("cidr", text).unwrap_err().to_string();
        assert_eq!(error("10.0.0.7/24"), "cidr is \"10.0.0.7/24\"; give the range by its first address, 10.0.0.0/24");
        for text in [
            "10.0.0.0",
            "not-a-cidr",
            "10.0.0.0/33",
            "10.0.0.0/x",
            "10.0.0.0/",
            "fd00::/129",
            "300.0.0.0/8",
            "/",
            "010.0.0.0/8",
            "10.0.0.0/255.255.255.0",
        ] {
            assert!(error(text).ends_with("such as 10.0.0.0/24 or fd00:1::/64"), "{text}");
        }
    }

    #[test]
    fn takes_what_the_provider_has() {
        let stored = |text| Range::stored(text).map(|range| range.to_string());
        assert_eq!(stored("10.20.0.5/24").as_deref(), Some("10.20.0.0/24"));
        assert_eq!(stored("fd00::7/64").as_deref(), Some("fd00::/64"));
        assert_eq!(stored("10.20.0.5/255.255.0.0").as_deref(), Some("10.20.0.0/16"));
        for text in ["", "10.20.0.5", "10.20.0.5/99", "10.20.0.5/255.0.255.0", "x/8"] {
            assert_eq!(stored(text), None, "{text}");
        }
    }
}
