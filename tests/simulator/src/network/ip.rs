//! Addresses and address ranges.

use crate::store::Refusal;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address range such as `10.1.0.0/24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subnet {
    pub(crate) version: u8,
    first: u128,
    host_bits: u32,
}

impl Subnet {
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        Self::try_parse(text).ok_or_else(|| Refusal::failed(format!("invalid IPNetwork {text}")))
    }

    fn try_parse(text: &str) -> Option<Self> {
        let (address, mask) = text.split_once('/').map_or((text, None), |(address, mask)| (address, Some(mask)));
        let (version, width, bits) = match address.parse().ok()? {
            IpAddr::V4(address) => (4, 32, u128::from(address.to_bits())),
            IpAddr::V6(address) => (6, 128, address.to_bits()),
        };
        let prefix = match mask {
            None => width,
            Some(mask) => {
                mask.parse().ok().or_else(|| Some(mask.parse::<Ipv4Addr>().ok()?.to_bits().leading_ones()))?
            }
        };
        let host_bits = u32::checked_sub(width, prefix)?;
        let first = if host_bits == 128 { 0 } else { bits >> host_bits << host_bits };
        Some(Self { version, first, host_bits })
    }

    /// The address at `index`, as text; past the end, the last one.
    pub(crate) fn address(&self, index: u128) -> String {
        let last = u128::MAX.checked_shr(128 - self.host_bits).unwrap_or(0);
        let bits = self.first + index.min(last);
        match self.version {
            4 => Ipv4Addr::from_bits(bits as u32).to_string(),
            _ => Ipv6Addr::from_bits(bits).to_string(),
        }
    }

    pub(crate) fn last(&self) -> String {
        self.address(u128::MAX)
    }

    /// Whether there are more than the two addresses that are never given away.
    pub(crate) fn has_pool(&self) -> bool {
        self.host_bits > 1
    }

    pub(crate) fn prefix(&self) -> u32 {
        let width = if self.version == 4 { 32 } else { 128 };
        width - self.host_bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_the_provider_counts_them() {
        let range = Subnet::parse("10.1.0.7/24").unwrap();
        assert_eq!((range.address(2), range.last()), ("10.1.0.2".to_owned(), "10.1.0.255".to_owned()));
        let range = Subnet::parse("fd00:1234::/64").unwrap();
        assert_eq!(range.address(2), "fd00:1234::2");
        assert_eq!(range.last(), "fd00:1234::ffff:ffff:ffff:ffff");
        assert!(!Subnet::parse("10.9.0.0/31").unwrap().has_pool());
        assert_eq!(Subnet::parse("10.9.0.0/255.255.0.0").unwrap().prefix(), 16);
        assert_eq!(Subnet::parse("::/0").unwrap().last(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        assert_eq!(Subnet::parse("1.2.3.4").unwrap().last(), "1.2.3.4");
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["not-a-cidr", "10.0.0.0/33", "10.0.0.0/x", "", "300.1.1.1/8"] {
            assert_eq!(Subnet::parse(text), Err(Refusal::failed(format!("invalid IPNetwork {text}"))));
        }
    }
}
