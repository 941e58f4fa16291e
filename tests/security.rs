//! Each threat that SECURITY.md names has the tests that it says.

use std::path::Path;

/// `file.rs::test`, or a file of tests alone, as they stand between backticks.
fn named(text: &str) -> Vec<(&str, Option<&str>)> {
    let quoted = text.split('`').skip(1).step_by(2);
    let tests = quoted.filter(|it| it.starts_with("tests/") || it.starts_with("src/"));
    tests
        .map(|it| match it.split_once("::") {
            Some((file, test)) => (file, Some(test)),
            None => (it, None),
        })
        .collect()
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(folder.join("SECURITY.md")).expect("the threat model");
    let named = named(&text);
    assert!(named.len() > 40, "{} tests", named.len());
    for (file, test) in named {
        let source = std::fs::read_to_string(folder.join(file));
        let source = source.unwrap_or_else(|error| panic!("{file}: {error}"));
        let is_there = match test {
            Some(test) => source.contains(&format!("fn {test}(")),
            None => source.contains("proptest!") || source.contains("#[test]"),
        };
        assert!(is_there, "{file} has no test {test:?}");
    }
}

#[test]
fn every_threat_has_a_test_or_says_what_is_done() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(folder.join("SECURITY.md")).expect("the threat model");
    let mut rows = 0;
    for line in text
        .lines()
        .filter(|line| line.starts_with("| ") && line.matches('|').count() == 4)
    {
        if line.starts_with("| threat |") {
            continue;
        }
        rows += 1;
        let tests = line.rsplit('|').nth(1).unwrap_or_default();
        assert!(tests.contains(".rs"), "no test: {line}");
    }
    assert!(rows >= 25, "{rows} threats");
}
