//! Ranges of addresses such as `10.0.0.0/24`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::input::invalid;
use crate::Result;

/// A range that begins where its prefix says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    first: IpAddr,
    prefix: u32,
}

impl Range {
    /// # Errors
    /// [`crate::Error::InvalidChange`] for `field`, with the range that may be meant.
    pub(super) fn parse(field: &'static str, text: &str) -> Result<Self> {
        const REMEDY: &str = "give a range such as 10.0.0.0/24 or fd00:1::/64";
        let (address, prefix) = text.split_once('/').ok_or_else(|| invalid(field, text, REMEDY))?;
        let address: IpAddr = address.parse().map_err(|_| invalid(field, text, REMEDY))?;
        let prefix = prefix.parse().ok().filter(|prefix| *prefix <= width(address));
        let prefix = prefix.ok_or_else(|| invalid(field, text, REMEDY))?;
        let range = Self { first: address_of(address, bits(address) & mask(width(address), prefix)), prefix };
        if range.first != address {
            return Err(invalid(field, text, format!("give the range by its first address, {range}")));
        }
        Ok(range)
    }

    pub(super) fn version(&self) -> i64 {
        if self.first.is_ipv4() { 4 } else { 6 }
    }

    pub(super) fn prefix(&self) -> u32 {
        self.prefix
    }

    pub(super) fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.first.is_ipv4()
            && bits(address) & mask(width(address), self.prefix) == bits(self.first)
    }

    /// Whether a router or a guest may have `address`: it is inside and neither the range's own nor its broadcast.
    pub(super) fn has_host(&self, address: IpAddr) -> bool {
        let host_bits = width(self.first) - self.prefix;
        self.contains(address)
            && (host_bits < 2 || (address != self.first && (address.is_ipv6() || address != self.last())))
    }

    pub(super) fn last(&self) -> IpAddr {
        address_of(self.first, bits(self.first) | !mask(width(self.first), self.prefix))
    }

    /// The first addresses that a host may have.
    pub(super) fn hosts(&self) -> impl Iterator<Item = IpAddr> + '_ {
        let (first, last) = (bits(self.first), bits(self.last()));
        (first..=last).map(|bits| address_of(self.first, bits)).filter(|address| self.has_host(*address))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The leading `prefix` of `width` bits, and all that are above.
fn mask(width: u32, prefix: u32) -> u128 {
    match width - prefix {
        0 => u128::MAX,
        host_bits => u128::MAX.checked_shl(host_bits).unwrap_or(0),
    }
}

/// An address of the family of `like`.
fn address_of(like: IpAddr, bits: u128) -> IpAddr {
    match like {
        IpAddr::V4(_) => Ipv4Addr::from_bits((bits & u128::from(u32::MAX)) as u32).into(),
        IpAddr::V6(_) => Ipv6Addr::from_bits(bits).into(),
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
        assert_eq!(range("10.0.0.0/24").last().to_string(), "10.0.0.255");
        assert_eq!(range("::/0").last().to_string(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        assert!(!range("10.0.0.0/24").contains("fd00::1".parse().unwrap()));
    }

    #[test]
    fn says_what_may_be_meant() {
        let error = |text| Range::parse("cidr", text).unwrap_err().to_string();
        assert_eq!(error("10.0.0.7/24"), "cidr is \"10.0.0.7/24\"; give the range by its first address, 10.0.0.0/24");
        for text in ["10.0.0.0", "not-a-cidr", "10.0.0.0/33", "10.0.0.0/x", "fd00::/129", "300.0.0.0/8", "/"] {
            assert!(error(text).ends_with("such as 10.0.0.0/24 or fd00:1::/64"), "{text}");
        }
    }
}
