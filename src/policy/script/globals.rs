//! Which globals a script uses: the library's are read-only, its own must be
//! assigned to somewhere, and every other name is a mistake.

use std::collections::{BTreeMap, BTreeSet};

use piccolo::String;
use piccolo::compiler::parser::{Chunk, SuffixedExpression};

use super::walk::{Local, Place, Visit, walk};
use super::words::Fault;
use crate::suggest::nearest;

/// What Lua has and this library has not, and what to do instead.
const LEFT_OUT: [(&str, &str); 12] = [
    ("_ENV", "globals are what they are here"),
    ("_G", "globals are what they are here"),
    ("collectgarbage", "garbage is collected between evaluations"),
    ("debug", "a policy cannot look into the VM"),
    ("dofile", "a policy is one script"),
    ("io", "a policy has no files; `print` writes to the log"),
    ("load", "a policy cannot make code"),
    ("loadfile", "a policy is one script"),
    ("loadstring", "a policy cannot make code"),
    ("package", "a policy is one script"),
    ("require", "a policy is one script"),
    ("unpack", "it is `table.unpack` since Lua 5.2"),
];

/// Checks the globals of a chunk that finds these.
pub(super) fn check<'gc>(chunk: &Chunk<String<'gc>>, found: &[&str]) -> Result<(), Fault> {
    let mut globals = Globals {
        found,
        read: BTreeMap::new(),
        assigned: BTreeSet::new(),
    };
    walk(chunk, &mut globals)?;
    for (name, line) in &globals.read {
        if found.contains(&name.as_str()) || globals.assigned.contains(name) {
            continue;
        }
        if let Some((_, why)) = LEFT_OUT.iter().find(|(known, _)| known == name) {
            return Err(Fault::new(
                line,
                format!("'{name}' is not available: {why}"),
            ));
        }
        let known: Vec<&str> = found
            .iter()
            .copied()
            .chain(globals.assigned.iter().map(std::string::String::as_str))
            .collect();
        let hint = match nearest(name, &known) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "nothing in the script gives it a value".to_owned(),
        };
        return Err(Fault::new(line, format!("unknown global '{name}': {hint}")));
    }
    Ok(())
}

struct Globals<'f> {
    /// Those that are there before it runs.
    found: &'f [&'f str],
    /// Globals that are read, with the line of the first time.
    read: BTreeMap<std::string::String, std::string::String>,
    assigned: BTreeSet<std::string::String>,
}

fn text(name: String<'_>) -> std::string::String {
    name.display_lossy().to_string()
}

impl<'gc> Visit<'gc> for Globals<'_> {
    fn used(
        &mut self,
        _: &SuffixedExpression<String<'gc>>,
        name: String<'gc>,
        local: Option<Local>,
        place: Place,
    ) -> Result<(), Fault> {
        // `self` is a parameter that the tree does not list.
        if local.is_none() && name != b"self" {
            self.read
                .entry(text(name))
                .or_insert_with(|| place.line.to_string());
        }
        Ok(())
    }

    fn assigned(
        &mut self,
        name: String<'gc>,
        local: Option<Local>,
        place: Place,
    ) -> Result<(), Fault> {
        if local.is_some() {
            return Ok(());
        }
        let name = text(name);
        if self.found.contains(&name.as_str()) || LEFT_OUT.iter().any(|(known, _)| *known == name) {
            return Err(Fault::new(
                place.line,
                format!("'{name}' is read-only: use a local or another name"),
            ));
        }
        self.assigned.insert(name);
        Ok(())
    }

    fn field_assigned(
        &mut self,
        name: String<'gc>,
        local: Option<Local>,
        place: Place,
    ) -> Result<(), Fault> {
        let name = text(name);
        // `state` is the script's to fill.
        if local.is_none() && name != "state" && self.found.contains(&name.as_str()) {
            return Err(Fault::new(place.line, format!("'{name}' is read-only")));
        }
        Ok(())
    }
}
