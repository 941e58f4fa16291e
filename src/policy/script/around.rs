//! Which of the things around it a script uses: `state`, `clock`, `history`,
//! the formulas. What it does not name is not made for it.

use piccolo::String;
use piccolo::compiler::parser::{
    CallSuffix, Chunk, Expression, FieldSuffix, HeadExpression, SimpleExpression, SuffixPart,
    SuffixedExpression,
};

use super::walk::{Local, Place, Visit, walk};
use super::words::Fault;
use crate::policy::memory::MAX_HISTORIES;

/// What a script uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::policy) struct Around {
    pub(in crate::policy) state: bool,
    pub(in crate::policy) clock: bool,
    /// `scale.hpa` or `scale.kpa`.
    pub(in crate::policy) formulas: bool,
    /// Metrics of which it asks the history.
    pub(in crate::policy) histories: Vec<std::string::String>,
}

/// Finds out about a chunk.
///
/// # Errors
/// What cannot be made for it.
pub(super) fn of(chunk: &Chunk<String<'_>>) -> Result<Around, Fault> {
    let mut around = Around::default();
    walk(chunk, &mut around)?;
    Ok(around)
}

impl Around {
    fn name(
        &mut self,
        expression: &SuffixedExpression<String<'_>>,
        place: Place,
    ) -> Result<(), Fault> {
        let Some(name) = asked(expression) else {
            return Err(Fault::new(
                place.line,
                "history is called with the name of a metric in quotes: history(\"rps\")",
            ));
        };
        if self.histories.contains(&name) {
            return Ok(());
        }
        self.histories.push(name);
        if self.histories.len() > MAX_HISTORIES {
            return Err(Fault::new(
                place.line,
                format!("history of more than {MAX_HISTORIES} metrics"),
            ));
        }
        Ok(())
    }
}

/// The metric in `history("rps")`.
fn asked(expression: &SuffixedExpression<String<'_>>) -> Option<std::string::String> {
    let Some(SuffixPart::Call(CallSuffix::Function(arguments))) = expression.suffixes.first()
    else {
        return None;
    };
    let [Expression { head, tail, .. }] = arguments.as_slice() else {
        return None;
    };
    match &**head {
        HeadExpression::Simple(SimpleExpression::String(name)) if tail.is_empty() => {
            Some(name.display_lossy().to_string())
        }
        _ => None,
    }
}

impl<'gc> Visit<'gc> for Around {
    fn used(
        &mut self,
        expression: &SuffixedExpression<String<'gc>>,
        name: String<'gc>,
        local: Option<Local>,
        place: Place,
    ) -> Result<(), Fault> {
        if local.is_some() {
            return Ok(());
        }
        match name.as_bytes() {
            b"state" => self.state = true,
            b"clock" => self.clock = true,
            b"history" => self.name(expression, place)?,
            b"scale" => {
                self.formulas |= match expression.suffixes.first() {
                    Some(SuffixPart::Field(FieldSuffix::Named(field))) => {
                        matches!(field.as_bytes(), b"hpa" | b"kpa")
                    }
                    // Passed on, or asked by a name that is made.
                    _ => true,
                };
            }
            _ => {}
        }
        Ok(())
    }

    fn field_assigned(
        &mut self,
        name: String<'gc>,
        local: Option<Local>,
        place: Place,
    ) -> Result<(), Fault> {
        if local.is_some() || name != b"state" {
            return Ok(());
        }
        self.state = true;
        if place.functions == 0 {
            return Err(Fault::new(
                place.line,
                "each service has a 'state' of its own: set its fields inside autoscale",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use piccolo::Lua;

    use super::*;

    fn around(source: &str) -> Result<Around, std::string::String> {
        let mut lua = Lua::empty();
        lua.enter(|ctx| {
            super::super::compile(ctx, "test", source.as_bytes()).map(|script| script.around)
        })
    }

    fn names(names: &[&str]) -> Vec<std::string::String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_a_script_names_is_found() {
        let none = Around::default();
        for (source, want) in [
            ("return scale.up(2)", none.clone()),
            (
                "local state, clock, history = 1, 2, 3 state = clock + history",
                none.clone(),
            ),
            ("local t = {state = 1, clock = 2}", none.clone()),
            (
                "state.n = 1",
                Around {
                    state: true,
                    ..none.clone()
                },
            ),
            (
                "local n = state.n",
                Around {
                    state: true,
                    ..none.clone()
                },
            ),
            (
                "state.a.b = 1",
                Around {
                    state: true,
                    ..none.clone()
                },
            ),
            (
                "return clock.hour > 8 and 1 or 2",
                Around {
                    clock: true,
                    ..none.clone()
                },
            ),
            (
                "return scale.hpa{}",
                Around {
                    formulas: true,
                    ..none.clone()
                },
            ),
            (
                "return scale['k' .. 'pa']{}",
                Around {
                    formulas: true,
                    ..none.clone()
                },
            ),
            (
                "local s = scale",
                Around {
                    formulas: true,
                    ..none.clone()
                },
            ),
            (
                "return #history('rps') + #history\"cpu\" + #history('rps')",
                Around {
                    histories: names(&["rps", "cpu"]),
                    ..none.clone()
                },
            ),
        ] {
            let found = around(&format!("function autoscale(m) {source} end"));
            assert_eq!(found.as_ref(), Ok(&want), "{source}");
        }
    }

    #[test]
    fn what_cannot_be_made_is_refused() {
        let many: std::string::String = (0..9)
            .map(|n| format!("local n = #history('m{n}') "))
            .collect();
        for (source, fault) in [
            ("state.n = 1", "each service has a 'state'"),
            ("state = {}", "'state' is read-only"),
            ("function f() clock.hour = 1 end", "'clock' is read-only"),
            ("history = {}", "'history' is read-only"),
            ("local h = history", "in quotes"),
            ("local n = 'rps' history(n)", "in quotes"),
            ("history('a' .. 'b')", "in quotes"),
            ("history()", "in quotes"),
            ("history.rps()", "in quotes"),
            ("pcall(history, 'rps')", "in quotes"),
            (&many, "more than 8 metrics"),
        ] {
            let found = around(source).unwrap_err();
            assert!(found.contains(fault), "{source}: {found}");
        }
    }
}
