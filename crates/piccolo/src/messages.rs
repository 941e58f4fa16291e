//! The words of errors.

use crate::compiler::LineNumber;
use crate::RuntimeError;

/// What went wrong, with its causes.
pub fn runtime(error: &RuntimeError) -> std::string::String {
    let mut text = std::string::String::new();
    for cause in error.0.chain() {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
    }
    text
}

/// The line of the instruction before `pc`.
pub fn line(lines: &[(usize, LineNumber)], pc: usize) -> LineNumber {
    let at = pc.saturating_sub(1);
    let after = lines.partition_point(|(instruction, _)| *instruction <= at);
    after
        .checked_sub(1)
        .and_then(|before| lines.get(before))
        .map_or(LineNumber(0), |(_, line)| *line)
}
