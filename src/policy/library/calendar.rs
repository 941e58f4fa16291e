//! Days and dates of the proleptic Gregorian calendar, in UTC. The algorithms
//! are those of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// A date with its time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i64,
    /// 1 to 12
    pub(super) month: i64,
    /// 1 to 31
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    /// 0 (Sunday) to 6
    pub(super) weekday: i64,
    /// 1 to 366
    pub(super) yearday: i64,
}

/// Days from 1970-01-01 to a date; the month may be any, and carries over.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let months = month.saturating_sub(1);
    let year = year.saturating_add(months.div_euclid(12));
    let month = months.rem_euclid(12).saturating_add(1);
    let year = if month <= 2 {
        year.saturating_sub(1)
    } else {
        year
    };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = (month.saturating_add(9)).rem_euclid(12);
    let day_of_year = (153 * shifted + 2) / 5 + day.saturating_sub(1);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100;
    era.saturating_mul(146_097)
        .saturating_add(day_of_era)
        .saturating_add(day_of_year)
        .saturating_sub(719_468)
}

/// Seconds from the Unix epoch to a date; fields out of range carry over.
pub(super) fn seconds_of(date: &Date) -> i64 {
    days_of(date.year, date.month, date.day)
        .saturating_mul(DAY)
        .saturating_add(date.hour.saturating_mul(3600))
        .saturating_add(date.minute.saturating_mul(60))
        .saturating_add(date.second)
}

/// The date of a moment, in seconds from the Unix epoch.
pub(super) fn date_of(seconds: i64) -> Date {
    let days = seconds.div_euclid(DAY);
    let rest = seconds.rem_euclid(DAY);
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era
        .saturating_add(era.saturating_mul(400))
        .saturating_add(i64::from(month <= 2));
    Date {
        year,
        month,
        day,
        hour: rest / 3600,
        minute: rest / 60 % 60,
        second: rest % 60,
        weekday: days.saturating_add(4).rem_euclid(7),
        yearday: days.saturating_sub(days_of(year, 1, 1)).saturating_add(1),
    }
}

/// The year of ISO 8601 that a date's week belongs to, and the week's number:
/// week 1 is the one with the year's first Thursday.
pub(super) fn iso_week(date: &Date) -> (i64, i64) {
    let days = days_of(date.year, date.month, date.day);
    let from_monday = date.weekday.saturating_add(6).rem_euclid(7);
    let thursday = days.saturating_sub(from_monday).saturating_add(3);
    let in_its_year = date_of(thursday.saturating_mul(DAY));
    let week = in_its_year.yearday.saturating_sub(1) / 7;
    (in_its_year.year, week.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_dates() {
        for (seconds, want) in [
            (0, (1970, 1, 1, 0, 0, 0, 4, 1)),
            (951_782_400, (2000, 2, 29, 0, 0, 0, 2, 60)),
            (1_764_000_012, (2025, 11, 24, 16, 0, 12, 1, 328)),
            (-1, (1969, 12, 31, 23, 59, 59, 3, 365)),
            (4_107_542_400, (2100, 3, 1, 0, 0, 0, 1, 60)),
        ] {
            let it = date_of(seconds);
            let found = (
                it.year, it.month, it.day, it.hour, it.minute, it.second, it.weekday, it.yearday,
            );
            assert_eq!(found, want, "{seconds}");
        }
    }

    proptest! {
        #[test]
        fn dates_and_seconds_agree(seconds in -100_000_000_000_i64..100_000_000_000) {
            prop_assert_eq!(seconds_of(&date_of(seconds)), seconds);
        }

        #[test]
        fn no_date_overflows(fields in proptest::array::uniform6(any::<i32>())) {
            let [year, month, day, hour, minute, second] = fields.map(i64::from);
            let date = Date { year, month, day, hour, minute, second, weekday: 0, yearday: 0 };
            let _ = date_of(seconds_of(&date));
        }
    }
}
