//! Whose scaling headers count, and who may see the hint.
//!
//! Whoever may send `x-load-metric` can spend the operator's money, so the
//! answer is no unless the configuration says yes. Pure: what Envoy marked and
//! which token was presented are arguments. A token is only ever compared as
//! its SHA-256, in constant time, and kept nowhere.

use crate::config::{Audience, Trust};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// Longest token that is hashed, in bytes. A longer one is nobody's token and
/// must not cost a worker its time.
pub const MAX_TOKEN_BYTES: usize = 4096;

/// Whether a request's scaling headers count.
///
/// `internal`: Envoy marked the request `x-envoy-internal: true`. `token`: what
/// the configured header holds; `None` where it is absent or ambiguous (sent
/// twice).
pub fn is_trusted(trust: &Trust, internal: bool, token: Option<&[u8]>) -> bool {
    match trust {
        Trust::Internal => internal,
        Trust::None => false,
        Trust::All => true,
        Trust::Token { sha256, .. } => token.is_some_and(|token| matches_any(sha256, token)),
    }
}

/// Whether a request's response may carry `x-scale-hint`.
///
/// `trusted`: the request presented the trust token. With [`Audience::Internal`]
/// that counts like the internal mark, since behind SNAT nobody is internal.
pub const fn may_see_hint(audience: Audience, internal: bool, trusted: bool) -> bool {
    match audience {
        Audience::All => true,
        Audience::None => false,
        Audience::Internal => internal || trusted,
    }
}

/// Compares with every digest, also after a match: the time taken tells
/// neither which one matched nor how much of one.
fn matches_any(digests: &[[u8; 32]], token: &[u8]) -> bool {
    if token.len() > MAX_TOKEN_BYTES {
        return false;
    }
    let presented: [u8; 32] = Sha256::digest(token).into();
    let none = Choice::from(0);
    let found = digests
        .iter()
        .fold(none, |found, digest| found | digest.ct_eq(&presented));
    found.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(tokens: &[&[u8]]) -> Trust {
        Trust::Token {
            header: "x-scale-token".to_owned(),
            sha256: tokens
                .iter()
                .map(|token| Sha256::digest(token).into())
                .collect(),
        }
    }

    #[test]
    fn only_the_configured_mark_counts() {
        for (trust, internal, external) in [
            (Trust::Internal, true, false),
            (Trust::None, false, false),
            (Trust::All, true, true),
            (token(&[b"right"]), false, false),
        ] {
            assert_eq!(is_trusted(&trust, true, None), internal, "{trust:?}");
            assert_eq!(is_trusted(&trust, false, None), external, "{trust:?}");
            // A token means nothing where none is configured.
            assert_eq!(is_trusted(&trust, false, Some(b"x")), external, "{trust:?}");
        }
    }

    #[test]
    fn every_configured_token_counts_and_no_other() {
        let trust = token(&[b"old", b"new"]);
        for (presented, trusted) in [
            (&b"old"[..], true),
            (b"new", true),
            (b"", false),
            (b"ol", false),
            (b"old ", false),
            (b"OLD", false),
            (b"\xff\0", false),
        ] {
            assert_eq!(is_trusted(&trust, false, Some(presented)), trusted);
            assert_eq!(is_trusted(&trust, true, Some(presented)), trusted);
        }
        // A digest is no token: who reads the configuration gains nothing.
        let digest: [u8; 32] = Sha256::digest(b"old").into();
        assert!(!is_trusted(&trust, false, Some(&digest)));
        assert!(!is_trusted(&token(&[]), true, Some(b"")));
    }

    #[test]
    fn tokens_are_bounded() {
        let (longest, longer) = ([b'x'; 4096], [b'x'; 4097]);
        let trust = token(&[&longest, &longer]);
        assert!(is_trusted(&trust, false, Some(&longest)));
        assert!(!is_trusted(&trust, false, Some(&longer)));
    }

    #[test]
    fn hints_go_to_their_audience() {
        for (audience, nobody, internal, trusted) in [
            (Audience::Internal, false, true, true),
            (Audience::All, true, true, true),
            (Audience::None, false, false, false),
        ] {
            assert_eq!(may_see_hint(audience, false, false), nobody);
            assert_eq!(may_see_hint(audience, true, false), internal);
            assert_eq!(may_see_hint(audience, false, true), trusted);
        }
    }

    proptest! {
        #[test]
        fn another_token_is_never_trusted(right: Vec<u8>, presented: Vec<u8>) {
            let trusted = is_trusted(&token(&[&right]), true, Some(&presented));
            prop_assert_eq!(trusted, right == presented);
        }
    }
}
