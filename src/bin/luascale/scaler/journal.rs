//! What the scaler says: a line when something changes, not one per round.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use luascale::time::Timestamp;
use serde_json::{Value, json};

use crate::terminal::{Colour, coloured};

/// What goes on being wrong is said again after this time.
const REMIND_EVERY: Duration = Duration::from_secs(60);

/// Lines on the standard error.
#[derive(Debug)]
pub(super) struct Journal {
    json: bool,
    /// What is wrong at the moment, by where, and when it was last said.
    wrong: BTreeMap<String, (String, Timestamp)>,
}

impl Journal {
    pub(super) fn new(json: bool) -> Self {
        Self {
            json,
            wrong: BTreeMap::new(),
        }
    }

    /// Something has happened.
    pub(super) fn note(&self, now: Timestamp, text: &str) {
        self.line(now, "info", None, text);
    }

    /// Something is wrong; said once, and once a minute as long as it is so.
    pub(super) fn wrong(&mut self, now: Timestamp, place: &str, text: &str) {
        let known = self.wrong.get(place);
        let is_news = known.is_none_or(|(told, at)| told != text || now.since(*at) >= REMIND_EVERY);
        if is_news {
            let told = (text.to_owned(), now);
            self.wrong.insert(place.to_owned(), told);
            self.line(
                now,
                "warning",
                Some(Colour::Yellow),
                &format!("{place}: {text}"),
            );
        }
    }

    /// It is right again, if it was not.
    pub(super) fn right(&mut self, now: Timestamp, place: &str) {
        if self.wrong.remove(place).is_some() {
            self.line(
                now,
                "info",
                Some(Colour::Green),
                &format!("{place}: good again"),
            );
        }
    }

    fn line(&self, now: Timestamp, level: &str, colour: Option<Colour>, text: &str) {
        let seconds = i64::try_from(now.as_secs()).unwrap_or(0);
        let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        let mut stream = std::io::stderr();
        let line = match (self.json, colour) {
            (true, _) => {
                let line: Value =
                    json!({"time": time.to_string(), "level": level, "message": text});
                line.to_string()
            }
            (false, Some(colour)) => {
                format!("{time} {}", colour.paint(text, coloured(&stream)))
            }
            (false, None) => format!("{time} {text}"),
        };
        // Where nobody can read, there is nobody to tell.
        let _ = writeln!(stream, "{line}");
    }
}
