//! Reads the abuse corpus, `abuse/<kind>/<name>.lua`.
//!
//! The first line of a script says how it may end: `-- ends in: fuel | ok`.
//! Where the second line is `-- expand`, what follows is written in short:
//! `«5|text»` is the text five times, with the number in it for each `¤`, and
//! `␀` is a zero byte.

use std::path::{Path, PathBuf};
use std::{fs, thread};

/// Unoptimized, the parser takes far more stack than in the filter.
const STACK: usize = 16 << 20;

/// A script that is up to no good.
#[derive(Debug)]
pub(crate) struct Script {
    /// `kind/name.lua`
    pub(crate) name: String,
    pub(crate) source: String,
    /// `refused`, `ok`, or the kind of a failure.
    pub(crate) ends: Vec<String>,
}

/// Runs `act` where there is stack for it.
pub(crate) fn with_stack<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> T {
    let runner = thread::Builder::new().stack_size(STACK);
    runner.spawn(act).unwrap().join().unwrap()
}

/// The scripts of one kind.
pub(crate) fn scripts(kind: &str) -> Vec<Script> {
    let mut scripts: Vec<Script> = files(folder().join(kind)).map(|file| read(&file)).collect();
    scripts.sort_by(|one, other| one.name.cmp(&other.name));
    scripts
}

/// All kinds, sorted.
pub(crate) fn kinds() -> Vec<String> {
    let kinds = files(folder()).map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    let mut kinds: Vec<String> = kinds.collect();
    kinds.sort();
    kinds
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lua/abuse")
}

fn files(folder: PathBuf) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path())
}

fn read(file: &Path) -> Script {
    let text = fs::read_to_string(file).unwrap();
    let name = file.strip_prefix(folder()).unwrap().display().to_string();
    let ends = text.lines().next().unwrap().strip_prefix("-- ends in: ");
    let ends = ends.unwrap_or_else(|| panic!("{name} does not say how it ends"));
    let ends = ends.split(" | ").map(str::to_owned).collect();
    let short = text
        .split_once('\n')
        .and_then(|(_, rest)| rest.strip_prefix("-- expand\n"));
    let source = short.map_or_else(|| text.clone(), expanded);
    Script { name, source, ends }
}

fn expanded(short: &str) -> String {
    let mut source = String::new();
    let mut rest = short;
    while let Some((before, after)) = rest.split_once('«') {
        let (inside, after) = after.split_once('»').unwrap();
        let (times, text) = inside.split_once('|').unwrap();
        source.push_str(before);
        for number in 1..=times.parse().unwrap() {
            let number: u32 = number;
            source.push_str(&text.replace('¤', &number.to_string()));
        }
        rest = after;
    }
    source.push_str(rest);
    source.replace('␀', "\0")
}
