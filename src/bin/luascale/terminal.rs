//! What people see: colours, where somebody looks.

use std::io::IsTerminal;

/// Whether a stream may have colours.
pub(crate) fn coloured(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// A word that is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    /// For errors.
    Red,
    /// For warnings.
    Yellow,
    /// For what is good.
    Green,
}

impl Colour {
    /// The word in bold, where there are colours.
    pub(crate) fn paint(self, word: &str, coloured: bool) -> String {
        let code = match self {
            Self::Red => 31,
            Self::Yellow => 33,
            Self::Green => 32,
        };
        if coloured {
            format!("\u{1b}[1;{code}m{word}\u{1b}[0m")
        } else {
            word.to_owned()
        }
    }
}

/// A count with its noun.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
