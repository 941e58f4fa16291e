//! Whose scaling headers count, and who gets hints.

use serde_json::{Value, json};

use crate::digest::sha256;
use crate::support::{Ask, Gateway, Setup, Upstream, eventually};

/// Own numbers: up. The decision: hold.
const POLICY: &str = "function autoscale(metrics, request)
  if request then return scale.up(1) end
  return 2
end";

const TOKEN: &str = "x-scale-token";
const OLD: &str = "the-old-token";
const NEW: &str = "the-new-token";

/// A caller: whether its address is internal, and the tokens it sends.
const CALLERS: [(bool, &[&str]); 6] = [
    (true, &[]),
    (false, &[]),
    (false, &[OLD]),
    (false, &[NEW]),
    (false, &["a-wrong-token"]),
    (false, &[NEW, NEW]),
];

/// What a caller achieves: its hint, whether its load reached the upstream,
/// whether its tokens did.
type Achieved = (Option<&'static str>, bool, bool);

const NOTHING: Achieved = (None, false, false);
/// The same where the token's header means nothing.
const NOTHING_BUT_ITS_HEADER: Achieved = (None, false, true);

async fn achieved(gateway: &Gateway, upstream: &Upstream) -> Vec<Achieved> {
    let mut all = Vec::new();
    for (internal, tokens) in CALLERS {
        let mut client = if internal {
            gateway.internal()
        } else {
            gateway.external()
        };
        let ask = tokens
            .iter()
            .fold(Ask::load("cpu=50"), |ask, token| ask.header(TOKEN, token));
        let answer = client.send(&ask).await;
        assert_eq!(answer.status, 200);
        let direction = answer.direction().map(|direction| match direction {
            "up" => "own",
            "hold" => "decision",
            other => panic!("{other}"),
        });
        let passed_on = upstream.last_headers();
        all.push((
            direction,
            passed_on.contains_key("x-load-metric"),
            passed_on.contains_key(TOKEN),
        ));
    }
    all
}

#[tokio::test]
async fn every_mode_of_trust_and_hints() {
    let own = (Some("own"), true, false);
    let own_with_header = (Some("own"), true, true);
    let tokens = json!({"token": {"header": TOKEN, "sha256": [sha256(OLD), sha256(NEW)]}});
    let rotated = json!({"token": {"header": TOKEN, "sha256": [sha256(NEW)]}});
    let unheard = NOTHING_BUT_ITS_HEADER;
    // Trust, hints, what each caller achieves, how many are untrusted.
    let rows: [(Value, &str, [Achieved; 6], u64); 8] = [
        (
            json!("internal"),
            "internal",
            [own, NOTHING, unheard, unheard, unheard, unheard],
            5,
        ),
        (
            json!("none"),
            "internal",
            [
                (Some("decision"), false, false),
                NOTHING,
                unheard,
                unheard,
                unheard,
                unheard,
            ],
            6,
        ),
        (
            json!("all"),
            "internal",
            [
                own,
                (None, true, false),
                (None, true, true),
                (None, true, true),
                (None, true, true),
                (None, true, true),
            ],
            0,
        ),
        (
            json!("all"),
            "all",
            [
                own,
                own,
                own_with_header,
                own_with_header,
                own_with_header,
                own_with_header,
            ],
            0,
        ),
        (
            json!("internal"),
            "none",
            [
                (None, true, false),
                NOTHING,
                unheard,
                unheard,
                unheard,
                unheard,
            ],
            5,
        ),
        (
            json!("none"),
            "all",
            CALLERS.map(|(_, tokens)| (Some("decision"), false, !tokens.is_empty())),
            6,
        ),
        (
            tokens,
            "internal",
            [
                (Some("decision"), false, false),
                NOTHING,
                own,
                own,
                NOTHING,
                NOTHING,
            ],
            4,
        ),
        (
            rotated,
            "internal",
            [
                (Some("decision"), false, false),
                NOTHING,
                NOTHING,
                own,
                NOTHING,
                NOTHING,
            ],
            5,
        ),
    ];
    let upstream = Upstream::start().await;
    let mut gateway = Setup::ecds().policy(POLICY).start(&upstream).await;
    gateway.decided("app").await;
    for (trust, hints, expected, untrusted) in rows {
        gateway.update(|config| {
            config["trust"] = trust.clone();
            config["hints"] = json!(hints);
            config["tick_ms"] = json!(50);
        });
        // The worker takes notice in its own time.
        let row = format!("trust {trust}, hints {hints}: {expected:?}");
        let look = async || achieved(&gateway, &upstream).await;
        eventually(&row, look, |seen| *seen == expected).await;
        let before = gateway.settled().await;
        assert_eq!(achieved(&gateway, &upstream).await, expected, "{row}");
        let after = gateway.settled().await;
        let counted = after.get("headers.untrusted") - before.get("headers.untrusted");
        assert_eq!(counted, untrusted, "{row}");
    }
    for token in [OLD, NEW, "a-wrong-token"] {
        assert!(!gateway.log().contains(token), "a token in the log");
    }
}
