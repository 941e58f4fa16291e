//! What `autoscale` does with its arguments.
//!
//! Where it only reads fields of them by name, in its own body, the tables can
//! be used again for the next call, and only those fields have to be filled.
//! Anything else (it passes a table on, keeps it, changes it, goes over it)
//! means a new table with everything in it, for each call.

use std::collections::BTreeSet;

use piccolo::String;
use piccolo::compiler::parser::{Chunk, FieldSuffix, SuffixPart, SuffixedExpression};

use super::walk::{Local, Place, Visit, walk};
use super::words::Fault;

/// Fields of one argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Fields {
    /// Unknown: it may do anything with the table.
    Any,
    /// It reads these and no others, and does nothing else.
    Only(BTreeSet<std::string::String>),
}

impl Fields {
    fn add(&mut self, name: std::string::String) {
        if let Self::Only(names) = self {
            names.insert(name);
        }
    }
}

/// What a script does with `metrics`, `metrics.panic` and `request`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::policy) struct Uses {
    /// Of `metrics`, without `panic`.
    pub(in crate::policy) metrics: Fields,
    /// Of `metrics.panic`.
    pub(in crate::policy) panic: Fields,
    /// Of `request`.
    pub(in crate::policy) request: Fields,
}

const UNKNOWN: Uses = Uses {
    metrics: Fields::Any,
    panic: Fields::Any,
    request: Fields::Any,
};

/// Finds out about a chunk.
pub(super) fn of(chunk: &Chunk<String<'_>>) -> Uses {
    let mut finder = Finder::default();
    // Nothing in it fails.
    let _ = walk(chunk, &mut finder);
    // Several definitions, or one that is assigned, are not followed.
    if finder.definitions == 1 && finder.assignments == 1 {
        finder.uses
    } else {
        UNKNOWN
    }
}

struct Finder {
    uses: Uses,
    definitions: u32,
    assignments: u32,
    metrics: Option<Local>,
    request: Option<Local>,
}

impl Default for Finder {
    fn default() -> Self {
        let none = || Fields::Only(BTreeSet::new());
        Self {
            uses: Uses {
                metrics: none(),
                panic: none(),
                request: none(),
            },
            definitions: 0,
            assignments: 0,
            metrics: None,
            request: None,
        }
    }
}

impl Finder {
    fn lose_metrics(&mut self) {
        self.uses.metrics = Fields::Any;
        self.uses.panic = Fields::Any;
    }
}

fn named(suffix: Option<&SuffixPart<String<'_>>>) -> Option<std::string::String> {
    match suffix {
        Some(SuffixPart::Field(FieldSuffix::Named(name))) => Some(name.display_lossy().to_string()),
        _ => None,
    }
}

impl<'gc> Visit<'gc> for Finder {
    fn function(
        &mut self,
        name: String<'gc>,
        parameters: &[Local],
        place: Place,
    ) -> Result<(), Fault> {
        if name == b"autoscale" {
            self.definitions = self.definitions.saturating_add(1);
            self.metrics = parameters.first().copied();
            self.request = parameters.get(1).copied();
            // Inside another function, it may be defined many times.
            if place.functions != 1 {
                self.definitions = self.definitions.saturating_add(1);
            }
        }
        Ok(())
    }

    fn assigned(&mut self, name: String<'gc>, local: Option<Local>, _: Place) -> Result<(), Fault> {
        if local.is_none() && name == b"autoscale" {
            self.assignments = self.assignments.saturating_add(1);
        }
        if local.is_some() && local == self.metrics {
            self.lose_metrics();
        }
        if local.is_some() && local == self.request {
            self.uses.request = Fields::Any;
        }
        Ok(())
    }

    fn field_assigned(
        &mut self,
        _: String<'gc>,
        local: Option<Local>,
        _: Place,
    ) -> Result<(), Fault> {
        if local.is_some() && local == self.metrics {
            self.lose_metrics();
        }
        if local.is_some() && local == self.request {
            self.uses.request = Fields::Any;
        }
        Ok(())
    }

    fn used(
        &mut self,
        expression: &SuffixedExpression<String<'gc>>,
        _: String<'gc>,
        local: Option<Local>,
        place: Place,
    ) -> Result<(), Fault> {
        let Some(local) = local else {
            return Ok(());
        };
        // A function inside may be kept, and read later.
        let inside = place.functions != local.functions;
        let first = named(expression.suffixes.first()).filter(|_| !inside);
        if Some(local) == self.metrics {
            match first.as_deref() {
                Some("panic") => match named(expression.suffixes.get(1)) {
                    Some(field) => self.uses.panic.add(field),
                    None => self.lose_metrics(),
                },
                Some(field) => self.uses.metrics.add(field.to_owned()),
                None => self.lose_metrics(),
            }
        } else if Some(local) == self.request {
            match first {
                Some(field) => self.uses.request.add(field),
                // `if request then`, `request and …`: a look that keeps nothing
                // cannot be told from one that does.
                None => self.uses.request = Fields::Any,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use piccolo::Lua;

    use super::*;

    fn uses(source: &str) -> Uses {
        let mut lua = Lua::empty();
        lua.enter(|ctx| {
            super::super::compile(ctx, "test", source.as_bytes())
                .unwrap()
                .uses
        })
    }

    fn only(names: &[&str]) -> Fields {
        Fields::Only(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn fields_that_are_read_by_name_are_known() {
        let found = uses(
            "local limit = 80
             function autoscale(m, r)
               if m.cpu > limit and m.panic.rps > 5 then return scale.up(2, 'cpu ' .. m.cpu) end
               if r.path == '/' then return 'hold' end
               return scale.to(m.rps / 10)
             end
             autoscale({cpu = 85, panic = {rps = 1}}, {})",
        );
        assert_eq!(found.metrics, only(&["cpu", "rps"]));
        assert_eq!(found.panic, only(&["rps"]));
        assert_eq!(found.request, only(&["path"]));
    }

    #[test]
    fn everything_else_is_unknown() {
        for body in [
            "kept = m",
            "m.cpu = 1",
            "m.panic.rps = 1",
            "for k in pairs(m) do end",
            "return m['cpu']",
            "return m[1]",
            "local x = m",
            "m = {}",
            "function f() return m.cpu end",
            "local f = function() return m.cpu end",
            "local p = m.panic",
            "return m:cpu()",
            "return {m}",
            "setmetatable(m, nil)",
        ] {
            let found = uses(&format!("function autoscale(m) {body} end"));
            assert_eq!(found.metrics, Fields::Any, "{body}");
            assert_eq!(found.panic, Fields::Any, "{body}");
        }
        for source in [
            "function f(m) return m.cpu end autoscale = f",
            "function autoscale(m) return m.cpu end function autoscale(m) return m.rps end",
            "local function make() function autoscale(m) return m.cpu end end make()",
        ] {
            assert_eq!(uses(source).metrics, Fields::Any, "{source}");
        }
    }

    #[test]
    fn another_variable_of_that_name_is_another_one() {
        let found = uses(
            "local m = {}
             function autoscale(m) do local m = {} kept = m m.x = 1 end return m.cpu end",
        );
        assert_eq!(found.metrics, only(&["cpu"]));
    }
}
