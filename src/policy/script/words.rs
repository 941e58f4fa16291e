//! Errors of parser and compiler in Lua's words.

use piccolo::compiler::{CompileError, CompileErrorKind, ParseError, ParseErrorKind};

/// What is wrong, and on which line.
#[derive(Debug)]
pub(super) struct Fault {
    /// The line, from 1.
    pub(super) line: String,
    /// Lower case, without a full stop.
    pub(super) text: String,
}

impl Fault {
    pub(super) fn new(line: impl ToString, text: impl Into<String>) -> Self {
        Self {
            line: line.to_string(),
            text: text.into(),
        }
    }
}

pub(super) fn parse(error: &ParseError) -> Fault {
    let text = match &error.kind {
        ParseErrorKind::Unexpected {
            unexpected,
            expected,
        } if expected == "grouped expression or name" => {
            format!("unexpected symbol near {}", token(unexpected))
        }
        ParseErrorKind::Unexpected {
            unexpected,
            expected,
        } => format!("{} expected near {}", token(expected), token(unexpected)),
        ParseErrorKind::EndOfStream { expected } => match expected {
            Some(expected) => format!("{} expected near <eof>", token(expected)),
            None => "unexpected symbol near <eof>".to_owned(),
        },
        ParseErrorKind::Unclosed {
            expected,
            opener,
            line,
            found,
        } => format!(
            "{} expected (to close {} at line {line}) near {}",
            token(expected),
            token(opener),
            found.as_deref().map_or("<eof>".to_owned(), token)
        ),
        ParseErrorKind::InvalidAttribute(name) => format!("unknown attribute '{name}'"),
        ParseErrorKind::AssignToExpression => {
            "cannot assign to this expression, only to a name or a field".to_owned()
        }
        ParseErrorKind::ExpressionNotStatement => {
            "syntax error: an expression alone is no statement".to_owned()
        }
        ParseErrorKind::RecursionLimit => {
            "nested too deeply: at most 200 levels of blocks, calls and brackets".to_owned()
        }
        ParseErrorKind::LexError(error) => error.to_string(),
    };
    Fault::new(error.line_number, text)
}

pub(super) fn compile(error: &CompileError) -> Fault {
    let text = match &error.kind {
        CompileErrorKind::Registers => {
            "function or expression needs too many registers: use fewer locals, or a table"
                .to_owned()
        }
        CompileErrorKind::CloseUnsupported => {
            "`<close>` is not supported: nothing here has to be closed".to_owned()
        }
        other => other.to_string(),
    };
    Fault::new(error.line_number, text)
}

/// A token as it is written, from the parser's name for it.
fn token(name: &str) -> String {
    let quoted = |text: &str| format!("'{text}'");
    if let Some(text) = between(name, "Name(String(", "))").or_else(|| between(name, "Name(", ")"))
    {
        return quoted(text.trim_matches('"'));
    }
    if let Some(text) =
        between(name, "String(String(", "))").or_else(|| between(name, "String(", ")"))
    {
        return text.to_owned();
    }
    if let Some(text) = between(name, "Integer(", ")").or_else(|| between(name, "Float(", ")")) {
        return quoted(text);
    }
    let symbol = match name {
        "Minus" => "-",
        "Add" => "+",
        "Mul" => "*",
        "Div" => "/",
        "IDiv" => "//",
        "Pow" => "^",
        "Mod" => "%",
        "Len" => "#",
        "BitNotXor" => "~",
        "BitAnd" => "&",
        "BitOr" => "|",
        "ShiftRight" => ">>",
        "ShiftLeft" => "<<",
        "Concat" => "..",
        "Dots" => "...",
        "Assign" => "=",
        "LessThan" => "<",
        "LessEqual" => "<=",
        "GreaterThan" => ">",
        "GreaterEqual" => ">=",
        "Equal" => "==",
        "NotEqual" => "~=",
        "Dot" => ".",
        "SemiColon" => ";",
        "Colon" => ":",
        "DoubleColon" => "::",
        "Comma" => ",",
        "LeftParen" => "(",
        "RightParen" => ")",
        "LeftBracket" => "[",
        "RightBracket" => "]",
        "LeftBrace" => "{",
        "RightBrace" => "}",
        "name" => return "a name".to_owned(),
        "<eof>" => return "<eof>".to_owned(),
        // Sentences of the parser's own.
        other if other.contains(' ') => return other.to_owned(),
        word => return quoted(&word.to_ascii_lowercase()),
    };
    quoted(symbol)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.strip_suffix(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_as_they_are_written() {
        for (name, written) in [
            ("Then", "'then'"),
            ("ElseIf", "'elseif'"),
            ("RightParen", "')'"),
            ("Name(String(\"x\"))", "'x'"),
            ("Integer(5)", "'5'"),
            ("name", "a name"),
            ("grouped expression or name", "grouped expression or name"),
        ] {
            assert_eq!(token(name), written);
        }
    }
}
