//! The place of a report in `BENCHMARKS.md`: between `<!-- NAME -->` and the next
//! `<!-- end -->`. All other text there is written by hand, and stays.

use std::path::PathBuf;

use super::report::Report;

/// Replaces what the last run has left there.
pub(crate) fn publish(report: &Report) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("BENCHMARKS.md");
    let text = std::fs::read_to_string(&path).expect("BENCHMARKS.md");
    let mark = format!("<!-- {} -->\n", report.name());
    let (before, rest) = text.split_once(&mark).expect("a place in BENCHMARKS.md");
    let end = rest.find("<!-- end -->").expect("an end of it");
    let text = format!("{before}{mark}{}{}", report.markdown(), &rest[end..]);
    std::fs::write(&path, text).expect("BENCHMARKS.md");
}
