//! Replaces lines of the package, each only where it is what it was when the
//! change was made.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A change with its reason.
pub(crate) struct Change {
    /// What it does, as the subject of a commit.
    pub(crate) name: &'static str,
    /// Where.
    pub(crate) edits: &'static [Edit],
}

/// Lines that are replaced.
pub(crate) struct Edit {
    /// File below the package's `src`.
    pub(crate) file: &'static str,
    /// First line, counted from 1 in the published file.
    pub(crate) line: usize,
    /// How many lines; 0 inserts before `line`.
    pub(crate) lines: usize,
    /// [`hash`] of those lines; of the line itself where `lines` is 0.
    pub(crate) was: u64,
    /// What comes instead.
    pub(crate) with: &'static str,
}

/// Applies all changes to the package unpacked in `package`.
pub(crate) fn apply(package: &Path, changes: &[&[Change]]) -> Result<(), String> {
    let mut files: BTreeMap<&str, Vec<(&str, &Edit)>> = BTreeMap::new();
    for change in changes.iter().copied().flatten() {
        for edit in change.edits {
            files
                .entry(edit.file)
                .or_default()
                .push((change.name, edit));
        }
    }
    let mut faults = Vec::new();
    for (file, mut edits) in files {
        let path = package.join(file);
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut lines: Vec<&str> = text.lines().collect();
        // From the end, so that the numbers of earlier lines stay.
        edits.sort_by_key(|(_, edit)| std::cmp::Reverse((edit.line, edit.lines)));
        let mut from = lines.len() + 1;
        for (name, edit) in edits {
            let start = edit.line - 1;
            let found = lines.get(start..start + edit.lines.max(1)).map(hash);
            if edit.line + edit.lines > from {
                faults.push(format!(
                    "{name}: {file}:{}: overlaps another edit",
                    edit.line
                ));
            } else if found != Some(edit.was) {
                let found = found.unwrap_or_default();
                faults.push(format!(
                    "{name}: {file}:{}: the line is another one ({found:#018x})",
                    edit.line
                ));
            } else {
                lines.splice(start..start + edit.lines, edit.with.lines());
            }
            from = edit.line;
        }
        let changed = lines.join("\n") + "\n";
        fs::write(&path, changed).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!("changes do not apply:\n{}", faults.join("\n")))
    }
}

/// FNV-1a over the lines without their indentation.
fn hash(lines: &[&str]) -> u64 {
    let bytes = lines
        .iter()
        .flat_map(|line| line.trim().bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
