//! HTML text, escaped, and numbers as people read them.

use std::fmt::Write;

use crate::html::escape;
use crate::time::Timestamp;

/// HTML so far.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Adds HTML of our own.
    pub(super) fn raw(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Adds text, for an element or a quoted attribute. Control characters
    /// have no place in either.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.0, text.chars());
        self
    }

    /// Adds so many characters of a text.
    pub(super) fn cut(&mut self, text: &str, most: usize) -> &mut Self {
        let mut text = text.chars();
        escape(&mut self.0, text.by_ref().take(most));
        if text.next().is_some() {
            self.0.push('…');
        }
        self
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A number with at most three decimals.
pub(super) fn number(value: f64) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(text, "{value:.3}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    short.to_owned()
}

/// Time between two moments: `0.2 s`, `12 s`, `3 min`, `5 h`, `2 d`.
pub(super) fn age(now: Timestamp, then: Timestamp) -> String {
    let tenths = now.micros_since(then) / 100_000;
    match tenths / 10 {
        0..10 => format!("{}.{} s", tenths / 10, tenths % 10),
        secs @ 10..120 => format!("{secs} s"),
        secs @ 120..7_200 => format!("{} min", secs / 60),
        secs @ 7_200..172_800 => format!("{} h", secs / 3_600),
        secs => format!("{} d", secs / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        let mut html = Html::default();
        html.text("<script>'\"&\n\u{7}é").cut("abcdef", 3);
        assert_eq!(html.finish(), "&lt;script&gt;&#39;&quot;&amp;  éabc…");
    }

    #[test]
    fn people_read_ages_and_numbers() {
        let at = |ms: u64| Timestamp::from_micros(ms * 1_000);
        for (ms, text) in [
            (0, "0.0 s"),
            (1_250, "1.2 s"),
            (12_900, "12 s"),
            (180_000, "3 min"),
            (7_200_000, "2 h"),
            (200_000_000, "2 d"),
        ] {
            assert_eq!(age(at(ms), at(0)), text);
        }
        assert_eq!(age(at(0), at(9)), "0.0 s", "a clock that stepped back");
        for (value, text) in [
            (3.0, "3"),
            (0.1239, "0.124"),
            (1e6, "1000000"),
            (120.5, "120.5"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
