//! The hint that one response carries: `x-scale-hint`, an RFC 9651 item.
//!
//! `up;replicas=5;type=horizontal;reason="cpu 85 above 80"`
//!
//! Writing never fails: what the grammar cannot carry is replaced (bytes of
//! the reason) or left out (a type that is no token), since a hint without a
//! reason is still right and a response without its hint is not.

use std::borrow::Cow;
use std::mem;

use crate::recommendation::Action;
use sfv::{ItemSerializer, KeyRef, StringRef, TokenRef, key_ref, token_ref};

/// Longest reason in a hint, in bytes, before quoting. A header line should
/// stay far below the limits of proxies (8 KiB and up) whatever a policy says.
pub const REASON_BYTES: usize = 256;

/// Room for all but the reason.
const USUAL_BYTES: usize = 64;

const REPLICAS: &KeyRef = key_ref("replicas");
const TYPE: &KeyRef = key_ref("type");
const REASON: &KeyRef = key_ref("reason");

const UP: &TokenRef = token_ref("up");
const DOWN: &TokenRef = token_ref("down");
const HOLD: &TokenRef = token_ref("hold");

/// What one response says about scaling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The direction.
    pub action: Action,
    /// Replicas after the guard rails; `None` where unknown.
    pub replicas: Option<u32>,
    /// The request's `x-scale-type`; left out where it is no RFC 9651 token
    /// (one that begins with a digit, `-` or `_`).
    pub scale_type: Option<String>,
    /// Why. Cut to [`REASON_BYTES`]; each byte outside printable ASCII becomes
    /// `?`. An empty reason is left out.
    pub reason: Option<String>,
}

impl Hint {
    /// The header's value. Printable ASCII only, below 650 bytes as long as
    /// the type came from a well-formed `x-scale-type`.
    pub fn encode(&self) -> String {
        let action = match self.action {
            Action::Up => UP,
            Action::Down => DOWN,
            Action::Hold => HOLD,
        };
        let reason = self.reason.as_deref().map(printable).unwrap_or_default();
        let mut value = String::with_capacity(USUAL_BYTES.saturating_add(reason.len()));
        let mut item = ItemSerializer::with_buffer(&mut value).bare_item(action);
        if let Some(replicas) = self.replicas {
            item = item.parameter(REPLICAS, replicas);
        }
        if let Some(token) = self.scale_type.as_deref().and_then(token) {
            item = item.parameter(TYPE, token);
        }
        if let Some(reason) = string(&reason) {
            item = item.parameter(REASON, reason);
        }
        mem::take(item.finish())
    }
}

fn token(text: &str) -> Option<&TokenRef> {
    TokenRef::from_str(text).ok()
}

fn string(text: &str) -> Option<&StringRef> {
    (!text.is_empty())
        .then(|| StringRef::from_str(text).ok())
        .flatten()
}

/// The first bytes of `text`, with `?` for what an sf-string cannot hold.
fn printable(text: &str) -> Cow<'_, str> {
    let is_printable = |byte: u8| matches!(byte, b' '..=b'~');
    if text.len() <= REASON_BYTES && text.bytes().all(is_printable) {
        return Cow::Borrowed(text);
    }
    let char = |byte| {
        if is_printable(byte) {
            char::from(byte)
        } else {
            '?'
        }
    };
    text.bytes().take(REASON_BYTES).map(char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hint(action: Action) -> Hint {
        Hint {
            action,
            replicas: None,
            scale_type: None,
            reason: None,
        }
    }

    #[test]
    fn a_hint_names_only_what_is_known() {
        assert_eq!(hint(Action::Hold).encode(), "hold");
        assert_eq!(hint(Action::Down).encode(), "down");
        let full = Hint {
            replicas: Some(5),
            scale_type: Some("horizontal".into()),
            reason: Some("cpu 85 above 80".into()),
            ..hint(Action::Up)
        };
        assert_eq!(
            full.encode(),
            r#"up;replicas=5;type=horizontal;reason="cpu 85 above 80""#
        );
        let bounds = Hint {
            replicas: Some(u32::MAX),
            ..hint(Action::Up)
        };
        assert_eq!(bounds.encode(), "up;replicas=4294967295");
    }

    #[test]
    fn a_type_that_is_no_token_is_left_out() {
        for (scale_type, value) in [
            ("gpu-a100", "up;type=gpu-a100"),
            ("1st", "up"),
            ("-x", "up"),
            ("_x", "up"),
            ("", "up"),
            ("a b", "up"),
            ("a;b", "up"),
            ("é", "up"),
        ] {
            let hint = Hint {
                scale_type: Some(scale_type.into()),
                ..hint(Action::Up)
            };
            assert_eq!(hint.encode(), value, "{scale_type}");
        }
    }

    #[test]
    fn a_reason_cannot_leave_its_quotes_or_its_line() {
        for (reason, value) in [
            ("", "up"),
            ("a\"b\\c", r#"up;reason="a\"b\\c""#),
            ("a\r\nx-evil: 1", r#"up;reason="a??x-evil: 1""#),
            ("\0\x7f\t", r#"up;reason="???""#),
            ("85 °C", r#"up;reason="85 ??C""#),
        ] {
            let hint = Hint {
                reason: Some(reason.into()),
                ..hint(Action::Up)
            };
            assert_eq!(hint.encode(), value);
        }
    }

    #[test]
    fn a_reason_is_cut_at_its_limit() {
        for (length, kept) in [(255, 255), (256, 256), (257, 256), (100_000, 256)] {
            let hint = Hint {
                reason: Some("x".repeat(length)),
                ..hint(Action::Up)
            };
            assert_eq!(hint.encode().len(), "up;reason=\"\"".len() + kept);
        }
    }

    proptest! {
        #[test]
        fn the_reason_reads_back(reason in any::<String>(), scale_type in any::<String>()) {
            let hint = Hint {
                replicas: Some(1),
                scale_type: Some(scale_type),
                reason: Some(reason.clone()),
                ..hint(Action::Up)
            };
            let value = hint.encode();
            prop_assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            if let Some((_, quoted)) = value.split_once(";reason=\"") {
                let text = quoted.strip_suffix('"').unwrap();
                let mut back = String::new();
                let mut chars = text.chars();
                while let Some(next) = chars.next() {
                    prop_assert_ne!(next, '"');
                    back.push(if next == '\\' { chars.next().unwrap() } else { next });
                }
                prop_assert_eq!(back, printable(&reason));
            } else {
                prop_assert!(reason.is_empty());
            }
        }
    }
}
