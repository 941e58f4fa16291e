use super::*;
use crate::config::Audience;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

type Line<'a> = (&'a str, &'a str);

const METRIC: Line = ("x-load-metric", "cpu=85");
const TYPE: Line = ("x-scale-type", "vertical");
const INTERNAL: Line = ("x-envoy-internal", "true");
const TOKEN: Line = ("x-token", "right");

fn config(trust: Trust) -> Config {
    let mut config = Config::parse(br#"{"policy": "x"}"#).unwrap();
    config.trust = trust;
    config
}

fn token() -> Trust {
    let (header, sha256) = ("x-token".to_owned(), vec![Sha256::digest(b"right").into()]);
    Trust::Token { header, sha256 }
}

fn read<'a>(config: &'a Config, lines: &[Line<'a>]) -> Intake<'a> {
    let bytes = |(name, value): &Line<'a>| (name.as_bytes(), value.as_bytes());
    intake(config, lines.iter().map(bytes))
}

#[test]
fn ordinary_requests_leave_no_trace() {
    for trust in [Trust::Internal, Trust::None, Trust::All, token()] {
        let config = config(trust);
        let lines = [
            (":path", "/a?b"),
            (":method", "GET"),
            (":authority", "h"),
            ("x-request-id", "\0"),
        ];
        let intake = read(&config, &lines);
        assert_eq!(
            (intake.path, intake.method, intake.authority),
            (&b"/a?b"[..], &b"GET"[..], &b"h"[..])
        );
        assert_eq!(intake.request_id, Some(&b"\0"[..]));
        // No capacity: nothing was allocated.
        assert_eq!(
            (intake.remove.capacity(), intake.rejected.capacity()),
            (0, 0)
        );
        assert_eq!(
            (intake.scaling, intake.untrusted, intake.spoofed_hint),
            (None, false, false)
        );
        assert_eq!(read(&config, &[]).path, b"");
    }
}

#[test]
fn untrusted_scaling_headers_are_removed_unread() {
    for (trust, lines) in [
        (Trust::Internal, &[METRIC, TYPE][..]),
        (
            Trust::Internal,
            &[METRIC, TYPE, ("x-envoy-internal", "false")],
        ),
        (Trust::Internal, &[METRIC, TYPE, INTERNAL, INTERNAL]),
        (Trust::None, &[METRIC, TYPE, INTERNAL]),
        (token(), &[METRIC, TYPE, INTERNAL]),
        (
            Trust::Internal,
            &[("x-load-metric", "\0"), ("x-scale-type", "")],
        ),
    ] {
        let config = config(trust);
        let intake = read(&config, lines);
        assert!(intake.untrusted && !intake.trusted, "{lines:?}");
        assert_eq!(intake.remove, ["x-load-metric", "x-scale-type"]);
        assert_eq!((intake.scaling, intake.rejected.len()), (None, 0));
    }
}

#[test]
fn trusted_scaling_headers_are_read_and_passed_on() {
    for (trust, mark) in [(Trust::Internal, INTERNAL), (Trust::All, ("a", "b"))] {
        let config = config(trust);
        let intake = read(&config, &[METRIC, mark, TYPE, ("x-request-id", "7")]);
        let scaling = ScalingHeaders {
            load: vec![("cpu".to_owned(), 85.0)],
            scale_type: Some(ScaleType::Vertical),
            request_id: Some("7".to_owned()),
        };
        assert_eq!(intake.scaling, Some(scaling));
        assert!(intake.remove.is_empty() && !intake.untrusted);
    }
}

#[test]
fn the_token_goes_no_further_right_or_wrong() {
    let config = config(token());
    for (lines, trusted) in [
        (&[METRIC, TOKEN][..], true),
        (&[METRIC, ("X-Token", "right")], true),
        (&[METRIC, ("x-token", "wrong")], false),
        (&[METRIC, TOKEN, TOKEN], false),
    ] {
        let intake = read(&config, lines);
        assert_eq!(intake.trusted, trusted, "{lines:?}");
        assert_eq!(intake.hint_allowed, trusted, "{lines:?}");
        assert_eq!(intake.remove.last(), Some(&"x-token"));
    }
}

#[test]
fn malformed_trusted_headers_are_ignored_whole_and_stay() {
    use Rejected::*;
    let config = config(Trust::All);
    let bad_metric = ("x-load-metric", "cpu=85,memory=x");
    let bad_id = ("x-request-id", "a b");
    for (lines, load, rejected) in [
        (
            &[bad_metric][..],
            None,
            &[(Header::LoadMetric, BadNumber)][..],
        ),
        (
            &[bad_metric, TYPE],
            Some(0),
            &[(Header::LoadMetric, BadNumber)],
        ),
        (
            &[METRIC, METRIC, TYPE],
            Some(0),
            &[(Header::LoadMetric, Duplicate)],
        ),
        (
            &[METRIC, ("x-scale-type", "A")],
            Some(1),
            &[(Header::ScaleType, Malformed)],
        ),
        (
            &[METRIC, bad_id],
            Some(1),
            &[(Header::RequestId, Malformed)],
        ),
        (&[bad_id], None, &[]),
    ] {
        let intake = read(&config, lines);
        assert_eq!(
            intake.scaling.map(|scaling| scaling.load.len()),
            load,
            "{lines:?}"
        );
        assert_eq!(intake.rejected, rejected);
        assert!(intake.remove.is_empty());
    }
}

#[test]
fn an_inbound_hint_is_always_removed() {
    for trust in [Trust::All, Trust::None, Trust::Internal, token()] {
        let config = config(trust);
        let intake = read(
            &config,
            &[INTERNAL, ("x-scale-hint", "up"), ("X-Scale-Hint", "")],
        );
        assert!(intake.spoofed_hint);
        assert_eq!(intake.remove, ["x-scale-hint"]);
    }
}

#[test]
fn speaking_is_not_listening() {
    let mut config = config(Trust::All);
    assert!(!read(&config, &[METRIC]).hint_allowed);
    assert!(read(&config, &[INTERNAL]).hint_allowed);
    config.hints = Audience::All;
    assert!(read(&config, &[]).hint_allowed);
    config.hints = Audience::None;
    assert!(!read(&config, &[INTERNAL]).hint_allowed);
}

proptest! {
    #[test]
    fn no_headers_break_the_promises(
        lines in prop::collection::vec((
            prop::sample::select(vec![
                ":path", "x-load-metric", "x-scale-type", "x-scale-hint", "x-request-id",
                "x-envoy-internal", "x-token", "x-other",
            ]),
            prop::collection::vec(any::<u8>(), 0..8),
        ), 0..8),
        trust in prop::sample::select(vec![Trust::Internal, Trust::None, Trust::All, token()]),
    ) {
        let config = config(trust);
        let intake = intake(&config, lines.iter().map(|(name, value)| (name.as_bytes(), &value[..])));
        let sent = |wanted: &str| lines.iter().any(|(name, _)| *name == wanted);
        let removed = |wanted: &str| intake.remove.contains(&wanted);
        prop_assert_eq!(removed("x-scale-hint"), sent("x-scale-hint"));
        prop_assert_eq!(removed("x-load-metric"), sent("x-load-metric") && !intake.trusted);
        prop_assert_eq!(removed("x-token"), sent("x-token") && matches!(config.trust, Trust::Token { .. }));
        prop_assert!(intake.scaling.is_none() || intake.trusted);
    }
}
