//! Which test file belongs to which policy.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What the name of a test file ends in, before `.lua`.
const ENDING: &str = "_test";

/// A policy and its tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) policy: PathBuf,
    pub(super) tests: PathBuf,
}

/// The pairs that files and folders stand for, each once.
///
/// # Errors
/// Files without their other half, folders without tests.
pub(super) fn pairs(named: &[PathBuf]) -> Result<Vec<Pair>, String> {
    let (mut pairs, mut seen) = (Vec::new(), BTreeSet::new());
    for name in named {
        let found = if name.is_dir() {
            folder(name)?
        } else {
            vec![pair(name)?]
        };
        pairs.extend(found.into_iter().filter(|pair| seen.insert(pair.clone())));
    }
    Ok(pairs)
}

/// Whether a name without its `.lua` is that of a test file.
pub(crate) fn is_test(stem: &str) -> bool {
    stem.len() > ENDING.len() && stem.ends_with(ENDING)
}

fn stem(path: &Path) -> Result<&str, String> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let lua = path.extension().is_some_and(|ending| ending == "lua");
    stem.filter(|_| lua)
        .ok_or_else(|| format!("{}: not a Lua file (NAME.lua)", path.display()))
}

fn pair(path: &Path) -> Result<Pair, String> {
    let stem = stem(path)?;
    if !path.is_file() {
        return Err(format!("{}: there is no such file", path.display()));
    }
    let pair = match stem.strip_suffix(ENDING).filter(|name| !name.is_empty()) {
        Some(name) => Pair {
            policy: path.with_file_name(format!("{name}.lua")),
            tests: path.to_owned(),
        },
        None => Pair {
            policy: path.to_owned(),
            tests: path.with_file_name(format!("{stem}{ENDING}.lua")),
        },
    };
    if !pair.policy.is_file() {
        return Err(format!(
            "{}: its policy {} is missing",
            path.display(),
            pair.policy.display()
        ));
    }
    if !pair.tests.is_file() {
        return Err(format!(
            "{}: it has no tests: write {}",
            path.display(),
            pair.tests.display()
        ));
    }
    Ok(pair)
}

fn folder(path: &Path) -> Result<Vec<Pair>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(path).map_err(told)? {
        let file = entry.map_err(told)?.path();
        if file.is_file() && stem(&file).is_ok_and(is_test) {
            found.insert(pair(&file)?);
        }
    }
    if found.is_empty() {
        return Err(format!(
            "{}: no tests (NAME{ENDING}.lua) in it",
            path.display()
        ));
    }
    Ok(found.into_iter().collect())
}
