//! The clock of a test.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use luascale::time::{Timestamp, to_f64};
use serde_json::Value;

/// Monday, 2025-11-24, 12:00 UTC: where no test says otherwise.
const NOON: Timestamp = Timestamp::from_secs(1_763_985_600);
/// Longest story, in seconds.
const MAX_SECONDS: f64 = 1e9;

/// A clock that only a test moves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// What seconds count from.
    began: Timestamp,
    pub(super) now: Timestamp,
    /// Something has happened: it only goes on.
    pub(super) used: bool,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            began: NOON,
            now: NOON,
            used: false,
        }
    }
}

impl Clock {
    /// Moves it to a second of the story, or to a date in UTC, which is then
    /// what seconds count from.
    ///
    /// # Errors
    /// No such moment, or one that is past.
    pub(super) fn set(&mut self, moment: &Value) -> Result<(), String> {
        let next = match moment {
            Value::String(text) => date(text)?,
            Value::Number(_) => self.began.plus(seconds(moment)?),
            _ => return Err("at: give a second, or a date as in \"2025-11-24 08:30\"".to_owned()),
        };
        if self.used && next < self.now {
            return Err(format!("at: {moment} is past, it is {}", self.told()));
        }
        if moment.is_string() {
            self.began = next;
        }
        self.now = next;
        Ok(())
    }

    /// Seconds of the story.
    pub(super) fn seconds(&self) -> f64 {
        to_f64(self.now.micros_since(self.began)) / 1e6
    }

    /// For people.
    pub(super) fn told(&self) -> String {
        let date = i64::try_from(self.now.as_secs())
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .map(|now| now.strftime("%a %Y-%m-%d %H:%M:%S UTC").to_string());
        format!("second {}, {}", self.seconds(), date.unwrap_or_default())
    }
}

/// A number of seconds.
///
/// # Errors
/// None, or one that is negative or far too large.
pub(super) fn seconds(value: &Value) -> Result<Duration, String> {
    let seconds = value
        .as_f64()
        .filter(|it| (0.0..=MAX_SECONDS).contains(it))
        .ok_or_else(|| format!("{value} must be a number of seconds, 0 to {MAX_SECONDS}"))?;
    Ok(Duration::from_secs_f64(seconds))
}

fn date(text: &str) -> Result<Timestamp, String> {
    let parsed: Result<DateTime, _> = text.parse();
    let moment = parsed.and_then(|date| TimeZone::UTC.to_timestamp(date));
    let micros = moment.ok().map(|moment| moment.as_microsecond());
    let micros = micros.and_then(|micros| u64::try_from(micros).ok());
    micros
        .map(Timestamp::from_micros)
        .ok_or_else(|| format!("at: {text:?} is no date in UTC as \"2025-11-24 08:30\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn it_only_goes_on() {
        let mut clock = Clock::default();
        assert_eq!(clock.told(), "second 0, Mon 2025-11-24 12:00:00 UTC");
        clock.set(&json!(90.5)).unwrap();
        assert_eq!(clock.told(), "second 90.5, Mon 2025-11-24 12:01:30 UTC");
        clock.set(&json!("2025-11-21 08:00")).unwrap();
        clock.used = true;
        clock.set(&json!("2025-11-28 08:00")).unwrap();
        clock.set(&json!(60)).unwrap();
        assert_eq!(clock.told(), "second 60, Fri 2025-11-28 08:01:00 UTC");
        for wrong in [
            json!(59),
            json!("2025-11-28"),
            json!(-1),
            json!(1e300),
            json!("tomorrow"),
            json!("1960-01-01"),
            json!({}),
            Value::Null,
        ] {
            let told = clock.set(&wrong).unwrap_err();
            assert!(!told.is_empty(), "{wrong}");
            assert!((clock.seconds() - 60.0).abs() < 1e-9, "{wrong}");
        }
    }
}
