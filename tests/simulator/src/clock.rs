//! Times in the notations of the provider's answers.

use std::time::{SystemTime, UNIX_EPOCH};

/// A moment in UTC, with microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    seconds: u64,
    micros: u32,
}

impl Moment {
    pub(crate) fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { seconds: since.as_secs(), micros: since.subsec_micros() }
    }

    pub(crate) fn at(seconds: u64) -> Self {
        Self { seconds, micros: 0 }
    }

    pub(crate) fn plus(self, seconds: u64) -> Self {
        Self { seconds: self.seconds.saturating_add(seconds), ..self }
    }

    /// As in `Date`: `Mon, 23 Nov 2026 10:05:20 GMT`.
    pub(crate) fn http(self) -> String {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (year, month, day) = self.date();
        let weekday = DAYS[(self.seconds / 86_400 % 7) as usize];
        let month = MONTHS[(month as usize + 11) % 12];
        format!("{weekday}, {day:02} {month} {year} {} GMT", self.time())
    }

    /// As in a token's `expires`: `2026-11-27T14:05:20Z`.
    pub(crate) fn zulu(self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02}T{}Z", self.time())
    }

    /// As Python's `datetime.isoformat`, which leaves out a fraction of zero: `2026-11-23T10:05:20.548867`.
    pub(crate) fn iso(self) -> String {
        let (year, month, day) = self.date();
        let text = format!("{year:04}-{month:02}-{day:02}T{}", self.time());
        if self.micros == 0 { text } else { format!("{text}.{:06}", self.micros) }
    }

    fn time(self) -> String {
        let second = self.seconds % 86_400;
        format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
    }

    /// Days since 1970 to year, month and day, counting in 400-year cycles that start in March.
    fn date(self) -> (u64, u64, u64) {
        let days = self.seconds / 86_400 + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (era * 400 + year_of_era + u64::from(month <= 2), month, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        assert_eq!(Moment::at(0).http(), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(Moment::at(951_826_330).zulu(), "2000-02-29T12:12:10Z");
        assert_eq!(Moment::at(1_795_428_320).http(), "Mon, 23 Nov 2026 10:05:20 GMT");
        assert_eq!(Moment { seconds: 1_795_428_320, micros: 867 }.iso(), "2026-11-23T10:05:20.000867");
        assert_eq!(Moment::at(1_795_428_320).plus(60).iso(), "2026-11-23T10:06:20");
    }
}
