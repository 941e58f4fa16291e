//! `x-load-metric`: what the sender says about load, in at most 1024 bytes
//! and 16 metrics.
//!
//! ```text
//! 85                                    a number: the metric `load`
//! cpu=85, memory=60.5, queue=12         pairs
//! {"cpu": 85, "memory": 60.5}           a JSON object of numbers
//! TEXT cpu_utilization=0.85             a value of ORCA, see [`orca`]
//! ```
//!
//! Names are `[a-z][a-z0-9_.]{0,31}`, values finite and not negative, in the
//! grammar of a JSON number in the first three forms. A metric named twice is
//! refused, which is why JSON is read here and not with `serde_json`, whose
//! maps silently keep the last. So is a name with an escape: no valid name
//! needs one. A report that names nothing (`{}`) is refused as well: it says
//! nothing, and nothing must not pass for "no load".

use super::number::parse_number;
use super::{HeaderLines, Rejected, bounded_text, is_name, orca};
use crate::names::LOAD_METRIC;

/// Longest value, in bytes.
pub const MAX_LOAD_METRIC_BYTES: usize = 1024;
/// Most metrics in one value.
pub const MAX_METRICS: usize = 16;

/// Blanks that may stand around names, values and separators. `bounded_text`
/// has already refused line breaks.
const BLANKS: [char; 2] = [' ', '\t'];

/// Metrics by name, in the order they were sent: 1 to 16, no name twice,
/// values finite and not negative. `cpu` and `memory` are percent, the unit of
/// all others is the sender's.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadMetric(Vec<(String, f64)>);

impl LoadMetric {
    /// Reads the header; `None` where the request has none.
    ///
    /// # Errors
    /// [`Rejected`] where the header comes twice or is out of grammar.
    pub fn from_lines(lines: &HeaderLines<'_>) -> Result<Option<Self>, Rejected> {
        lines.only()?.map(Self::parse).transpose()
    }

    /// Reads one value.
    ///
    /// # Errors
    /// [`Rejected`] with the first cause, from left to right.
    pub fn parse(value: &[u8]) -> Result<Self, Rejected> {
        let text = bounded_text(value, MAX_LOAD_METRIC_BYTES)?.trim_matches(BLANKS);
        if text.is_empty() {
            return Err(Rejected::Malformed);
        }
        if orca::is_orca(text.as_bytes()) {
            return match orca::parse_report(text.as_bytes())? {
                metrics if metrics.is_empty() => Err(Rejected::Malformed),
                metrics if metrics.len() > MAX_METRICS => Err(Rejected::TooMany),
                metrics => Ok(Self(metrics)),
            };
        }
        if let Some(body) = text.strip_prefix('{') {
            let body = body.strip_suffix('}').ok_or(Rejected::Malformed)?;
            return Self::parse_entries(body, ':', json_name);
        }
        if text.contains('=') {
            return Self::parse_entries(text, '=', Ok);
        }
        Ok(Self(vec![(LOAD_METRIC.to_owned(), parse_number(text)?)]))
    }

    /// Reads entries between commas. A comma can stand nowhere else: neither
    /// a name nor a number may hold one.
    fn parse_entries<'a>(
        text: &'a str,
        separator: char,
        unquote: fn(&'a str) -> Result<&'a str, Rejected>,
    ) -> Result<Self, Rejected> {
        let mut metrics: Vec<(String, f64)> = Vec::new();
        for entry in text.split(',') {
            if metrics.len() == MAX_METRICS {
                return Err(Rejected::TooMany);
            }
            let (name, number) = entry.split_once(separator).ok_or(Rejected::Malformed)?;
            let name = unquote(name.trim_matches(BLANKS))?;
            if !is_name(name) {
                return Err(Rejected::BadName);
            }
            if metrics.iter().any(|(known, _)| known == name) {
                return Err(Rejected::Duplicate);
            }
            let number = parse_number(number.trim_matches(BLANKS))?;
            metrics.push((name.to_owned(), number));
        }
        Ok(Self(metrics))
    }

    /// The metrics.
    pub fn as_slice(&self) -> &[(String, f64)] {
        &self.0
    }

    /// The metrics, owned.
    pub fn into_vec(self) -> Vec<(String, f64)> {
        self.0
    }
}

fn json_name(name: &str) -> Result<&str, Rejected> {
    name.strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
        .ok_or(Rejected::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn parse(value: &str) -> Result<Vec<(String, f64)>, Rejected> {
        LoadMetric::parse(value.as_bytes()).map(LoadMetric::into_vec)
    }

    #[test]
    fn the_forms_say_the_same() {
        for (value, metrics) in [
            ("85", &[("load", 85.0)][..]),
            (" -0\t", &[("load", 0.0)]),
            ("1.5e2", &[("load", 150.0)]),
            ("cpu=85", &[("cpu", 85.0)]),
            ("cpu=85,memory=60.5", &[("cpu", 85.0), ("memory", 60.5)]),
            ("cpu = 85 ,\tqueue= 12", &[("cpu", 85.0), ("queue", 12.0)]),
            ("a.b_c9=0", &[("a.b_c9", 0.0)]),
            (r#"{"cpu":85}"#, &[("cpu", 85.0)]),
            (r#"{ "b" : 1e1 , "a" : 0.5 }"#, &[("b", 10.0), ("a", 0.5)]),
        ] {
            let metrics = metrics.iter().map(|(name, n)| ((*name).to_owned(), *n));
            assert_eq!(parse(value), Ok(metrics.collect()), "{value}");
        }
    }

    #[test]
    fn values_of_orca_say_the_same_too() {
        for value in [
            "TEXT cpu_utilization=0.85,named_metrics.queue=3",
            r#"JSON {"cpu_utilization": 0.85, "named_metrics": {"queue": 3}}"#,
            " BIN CTMzMzMzM+s/QhAKBXF1ZXVlEQAAAAAAAAhA",
        ] {
            let metrics = vec![("cpu".to_owned(), 85.0), ("queue".to_owned(), 3.0)];
            assert_eq!(parse(value), Ok(metrics), "{value}");
        }
        let many = |count: usize| {
            let items = (0..count).map(|at| format!("named_metrics.m{at}=1"));
            format!("TEXT {}", items.collect::<Vec<_>>().join(","))
        };
        assert_eq!(parse(&many(16)).unwrap().len(), 16);
        assert_eq!(parse(&many(17)), Err(Rejected::TooMany));
    }

    #[test]
    fn out_of_grammar_is_refused_by_cause() {
        use Rejected::*;
        for (value, cause) in [
            ("", Malformed),
            (" \t", Malformed),
            ("cpu=85,", Malformed),
            (",cpu=85", Malformed),
            ("cpu=85,,memory=60", Malformed),
            ("cpu=85,90", Malformed),
            ("{}", Malformed),
            ("{", Malformed),
            (r#"{"cpu":85"#, Malformed),
            (r#"{"cpu":85,}"#, Malformed),
            ("{cpu:85}", Malformed),
            (r#"{"cpu"}"#, Malformed),
            (r#"{"cpu":85}x"#, Malformed),
            (r#"{"cpu":{"a":1}}"#, BadNumber),
            (r#"{"cpu":"85"}"#, BadNumber),
            (r#"{"cpu":null}"#, BadNumber),
            (r#"{"cpu":[85]}"#, BadNumber),
            (r#"{"\u0063pu":85}"#, BadName),
            (r#"{"":1}"#, BadName),
            ("=85", BadName),
            ("CPU=85", BadName),
            ("9a=1", BadName),
            ("_a=1", BadName),
            (".a=1", BadName),
            ("a-b=1", BadName),
            ("a b=1", BadName),
            ("cpu", BadNumber),
            ("85%", BadNumber),
            ("85, 90", BadNumber),
            ("+5", BadNumber),
            ("inf", BadNumber),
            ("0x1F", BadNumber),
            ("1_000", BadNumber),
            ("cpu=", BadNumber),
            ("cpu=85=90", BadNumber),
            ("cpu=nan", BadNumber),
            ("-1", OutOfRange),
            ("cpu=1e999", OutOfRange),
            (r#"{"cpu":-0.1}"#, OutOfRange),
            (r#"{"cpu":1e999}"#, OutOfRange),
            ("cpu=1,cpu=1", Duplicate),
            (r#"{"cpu":1,"cpu":2}"#, Duplicate),
            ("TEXT cpu=0.8", BadName),
            ("TEXT ,", Malformed),
            (r#"JSON {"named_metrics": {"Queue": 1}}"#, Malformed),
            ("BIN x", Malformed),
            ("text cpu=0.8", BadName),
        ] {
            assert_eq!(parse(value), Err(cause), "{value}");
        }
        assert_eq!(LoadMetric::parse(b"\xff1"), Err(NotAscii));
        assert_eq!(LoadMetric::parse(b"8\n5"), Err(NotAscii));
    }

    #[test]
    fn bounds_hold_to_the_byte() {
        let padded = |length: usize| format!("85{}", " ".repeat(length - 2));
        assert!(parse(&padded(1024)).is_ok());
        assert_eq!(parse(&padded(1025)), Err(Rejected::TooLong));
        assert!(parse(&format!("{}=1", "a".repeat(32))).is_ok());
        assert_eq!(
            parse(&format!("{}=1", "a".repeat(33))),
            Err(Rejected::BadName)
        );
        let pairs = |count: usize| {
            let pairs: Vec<_> = (0..count).map(|at| format!("m{at}=1")).collect();
            pairs.join(",")
        };
        assert_eq!(parse(&pairs(16)).unwrap().len(), 16);
        assert_eq!(parse(&pairs(17)), Err(Rejected::TooMany));
    }

    #[test]
    fn two_lines_are_refused() {
        let two: HeaderLines = [&b"1"[..], b"1"].into_iter().collect();
        assert_eq!(LoadMetric::from_lines(&two), Err(Rejected::Duplicate));
        assert_eq!(LoadMetric::from_lines(&HeaderLines::default()), Ok(None));
    }

    fn metrics() -> impl Strategy<Value = BTreeMap<String, f64>> {
        proptest::collection::btree_map("[a-z][a-z0-9_.]{0,31}", 0.0..1e12, 1..=16)
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(value in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = LoadMetric::parse(&value);
        }

        #[test]
        fn near_misses_keep_the_promise(value in r#"[{}a-c0-2":=,. e-]{0,24}"#) {
            if let Ok(metrics) = parse(&value) {
                prop_assert!((1..=MAX_METRICS).contains(&metrics.len()));
                prop_assert!(metrics.iter().all(|(name, n)| is_name(name) && n.is_finite() && *n >= 0.0));
                // What is read as an object is an object to everyone else too.
                if value.trim().starts_with('{') {
                    let json: serde_json::Map<_, _> = serde_json::from_str(&value).unwrap();
                    prop_assert_eq!(json.len(), metrics.len());
                }
            }
        }

        #[test]
        fn pairs_and_json_read_back(sent in metrics()) {
            let pairs: Vec<_> = sent.iter().map(|(name, n)| format!("{name}={n}")).collect();
            let expected: Vec<_> = sent.clone().into_iter().collect();
            let pairs = pairs.join(", ");
            prop_assume!(pairs.len() <= MAX_LOAD_METRIC_BYTES);
            prop_assert_eq!(parse(&pairs), Ok(expected.clone()));
            let json = serde_json::to_string(&sent).unwrap();
            if json.len() <= MAX_LOAD_METRIC_BYTES {
                prop_assert_eq!(parse(&json), Ok(expected));
            }
        }
    }
}
