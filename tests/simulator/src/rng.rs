//! A small generator of pseudo-random ids: the same seed always gives the same ids.

/// SplitMix64: fast, tiny, and good enough for ids that only have to differ.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `limit`, or 0 when there is none.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or(0)
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&mut self) -> String {
        uuid_from(self.next(), self.next())
    }

    /// A token: 32 hexadecimal digits.
    pub(crate) fn token(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// A MAC address with the given prefix, such as `02`.
    pub(crate) fn mac(&mut self, prefix: &str) -> String {
        let bits = self.next();
        let mut mac = String::with_capacity(17);
        mac.push_str(prefix);
        let mut byte = 0;
        while mac.len() < 17 {
            mac.push_str(&format!(":{:02x}", (bits >> byte) & 0xff));
            byte += 8;
        }
        mac
    }
}

/// A UUID that depends on `text` alone. OVN's rows have ids of their own, which show up in a few refusals; deriving them saves storing them.
pub(crate) fn uuid_of(text: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    uuid_from(mix(hash), mix(!hash))
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn uuid_from(high: u64, low: u64) -> String {
    let (high, low) = ((high & !0xf000) | 0x4000, (low & !(0b11 << 62)) | (0b10 << 62));
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let ids = |seed| {
            let mut rng = Rng::new(seed);
            (rng.uuid(), rng.token(), rng.mac("02"))
        };
        assert_eq!(ids(7), ids(7));
        assert_ne!(ids(7), ids(8));
    }

    #[test]
    fn ids_have_their_shape() {
        let mut rng = Rng::new(1);
        for _ in 0..1000 {
            let uuid = rng.uuid();
            assert_eq!(uuid.len(), 36);
            assert_eq!(&uuid[14..15], "4");
            assert!("89ab".contains(&uuid[19..20]));
        }
        assert_eq!(rng.mac("56:6f").len(), 17);
        assert_ne!(uuid_of("a"), uuid_of("b"));
        assert_eq!(uuid_of("a"), uuid_of("a"));
    }
}
