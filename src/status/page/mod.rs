//! The page for people: what each service is to have, and why.
//!
//! It needs no script and nothing from elsewhere: numbers and lines are drawn
//! here. It is bounded: services that need somebody's eye come first and in
//! full, the rest as links, and beyond that a count. Everything that a peer or
//! a policy chose is escaped, and the content security policy lets nothing run.

mod spark;
mod text;

use self::spark::spark;
use self::text::{Html, age, number};
use super::{Found, Known, StatusResponse, answer};
use crate::decision::Decision;
use crate::fleet::kept;
use crate::fleet::snapshot::ServiceSnapshot;
use crate::fleet::store::SharedData;
use crate::history::History;
use crate::node::service_id;
use crate::recommendation::Action;
use crate::time::Timestamp;
use std::time::Duration;

const STYLE: &str = include_str!("page.css");

/// Nothing may run, load or frame this page but its one style sheet.
const SECURITY: &str = "default-src 'none'; style-src \
    'sha256-5lxdMSdxynxvTeKr8Uu8uynt3pgYzqBuXAMcxI+Ny3s='; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Bytes up to which services are told in full, and up to which they are
/// listed: the page stays under 40 KiB.
const FULL_BYTES: usize = 26 * 1024;
const LISTED_BYTES: usize = 37 * 1024;
/// Longest text of a policy's that is shown, in characters.
const TEXT_CHARS: usize = 160;
/// Numbers of the policy that are shown.
const NUMBERS: usize = 40;
/// A snapshot that is older than this is told to be.
const STALE_S: u64 = 10;
/// A decision that is so much older than its snapshot is not of this tick; in a
/// round over more services than the fuel is for, it may be some ticks old.
const HELD: Duration = Duration::from_secs(3);

/// All services.
pub(super) fn overview(known: Known<'_>) -> StatusResponse {
    let mut services: Vec<Found<'_>> = known.all().collect();
    services.sort_by_key(|found| (rank(found.service, known.snapshot.written), found.name));
    let mut html = begin(known);
    let mut rest = services.iter();
    for found in rest.by_ref() {
        section(&mut html, found, known);
        if html.len() > FULL_BYTES {
            break;
        }
    }
    let mut more = rest.len();
    if more > 0 {
        html.raw("<h2>More services</h2><ul>");
        for found in rest {
            if html.len() > LISTED_BYTES {
                break;
            }
            more -= 1;
            html.raw("<li>");
            link(&mut html, found, known);
            if let Some(decision) = found.service.and_then(|it| it.decision.as_ref()) {
                html.raw(" ").text(decision.action.as_str());
                html.raw(" ").text(&decision.desired.to_string());
            }
        }
        html.raw("</ul>");
    }
    if more > 0 {
        html.raw("<p>and ").text(&more.to_string());
        html.raw(" more: see v1/services");
    }
    if services.is_empty() {
        html.raw("<p>No service yet: none is configured, and no request has come.");
    }
    finish(html)
}

/// One service.
pub(super) fn one(found: &Found<'_>, known: Known<'_>) -> StatusResponse {
    let mut html = begin(known);
    section(&mut html, found, known);
    finish(html)
}

fn begin(known: Known<'_>) -> Html {
    let (snapshot, now) = (known.snapshot, known.now);
    let mut html = Html::default();
    html.raw(
        "<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content=5>",
    );
    html.raw("<meta name=viewport content='width=device-width'><title>luascale ");
    let gateway = known.config.gateway_id.as_deref().unwrap_or_default();
    html.text(gateway)
        .raw("</title><style>")
        .raw(STYLE)
        .raw("</style><header><h1>");
    link_to(&mut html, known, "", "luascale");
    html.raw("</h1><p>gateway <b>").text(gateway).raw("</b>, ");
    html.text(&snapshot.services.len().to_string());
    html.raw(" services, workers ");
    html.text(&format!(
        "{} of {}",
        snapshot.workers_seen, snapshot.workers_expected
    ));
    if snapshot.epoch > 0 {
        html.raw(", numbers of ").text(&age(now, snapshot.written));
        html.raw(" ago, up for ")
            .text(&age(now, Timestamp::from_secs(snapshot.epoch)));
    }
    html.raw("</header>");
    if snapshot.epoch > 0 && now.since(snapshot.written).as_secs() >= STALE_S {
        html.raw("<p class=bad>Nobody decides: no worker has led for ");
        html.text(&age(now, snapshot.written));
        html.raw(". Hints, stats and everything below are as old.");
    }
    if snapshot.workers_seen < snapshot.workers_expected {
        html.raw("<p class=bad>A worker is silent: it hangs or has trapped. For one window, nothing goes below the last decision.");
    }
    html
}

fn finish(html: Html) -> StatusResponse {
    let mut response = answer("text/html; charset=utf-8", html.finish());
    response.headers.extend([
        ("content-security-policy", SECURITY),
        ("referrer-policy", "no-referrer"),
    ]);
    response
}

/// What needs an eye comes first: failing, held, clipped, moving; what was
/// never decided comes before what is calm.
fn rank(service: Option<&ServiceSnapshot>, written: Timestamp) -> u8 {
    let Some(decision) = service.and_then(|it| it.decision.as_ref()) else {
        return 4;
    };
    let failing = service.is_some_and(|it| {
        it.policy
            .last_error
            .as_ref()
            .is_some_and(|(at, _)| *at >= decision.at)
    });
    match (failing, &decision.clipped_by, decision.action) {
        (true, _, _) => 0,
        _ if is_held(decision, written) => 1,
        (_, Some(_), _) => 2,
        (_, _, Action::Up | Action::Down) => 3,
        _ => 5,
    }
}

/// Whether a decision stands only because the policy has not made another.
fn is_held(decision: &Decision, written: Timestamp) -> bool {
    written.since(decision.at) > HELD
}

fn link_to(html: &mut Html, known: Known<'_>, below: &str, text: &str) {
    let root = known
        .config
        .status
        .as_ref()
        .map_or("", |status| &status.path);
    html.raw("<a href='")
        .text(root)
        .raw("/")
        .text(below)
        .raw("'>");
    html.text(text).raw("</a>");
}

fn link(html: &mut Html, found: &Found<'_>, known: Known<'_>) {
    let id = service_id(found.name, found.config);
    link_to(html, known, &format!("services/{id}"), found.name);
}

fn section(html: &mut Html, found: &Found<'_>, known: Known<'_>) {
    let now = known.now;
    html.raw("<section><h2>");
    link(html, found, known);
    let Some(service) = found.service else {
        html.raw("</h2><p>never decided yet</section>");
        return;
    };
    let history = history(known.store, found.name);
    let Some(decision) = &service.decision else {
        html.raw("</h2><p class=warn>never decided yet: ");
        html.cut(
            service
                .undecided
                .as_deref()
                .unwrap_or("no evaluation so far"),
            TEXT_CHARS,
        );
        numbers(html, service);
        html.raw("</section>");
        return;
    };
    let action = decision.action.as_str();
    html.raw(" <i class=")
        .raw(action)
        .raw(">")
        .raw(action)
        .raw("</i></h2>");
    html.raw("<p class=big><b>")
        .text(&decision.desired.to_string());
    html.raw("</b> desired, ");
    match service.current {
        Some(current) => {
            html.raw("<b>").text(&current.replicas.to_string());
            html.raw("</b> running <small>(")
                .raw(current.source.as_str());
            html.raw(", ")
                .text(&age(now, current.at))
                .raw(" ago)</small>");
        }
        None => {
            html.raw("running: unknown");
        }
    }
    html.raw("<p>demand <b>")
        .text(&number(decision.demand))
        .raw("</b> (");
    html.raw(decision.scope.as_str());
    if let Some(peak) = service.peaks.demand {
        html.raw(", peak ").text(&number(peak));
    }
    html.raw(") → recommended <b>")
        .text(&decision.recommended.to_string());
    html.raw("</b> → desired <b>")
        .text(&decision.desired.to_string());
    html.raw("</b>, decided ")
        .text(&age(now, decision.at))
        .raw(" ago");
    if let Some(reason) = &decision.reason {
        let held = is_held(decision, known.snapshot.written);
        html.raw(if held {
            "<p class=warn>held since: "
        } else {
            "<p>because: "
        });
        html.cut(reason, TEXT_CHARS);
    }
    if let Some(by) = &decision.clipped_by {
        html.raw("<p class=warn>clipped by ").cut(by, TEXT_CHARS);
    }
    if decision.dry_run {
        html.raw("<p class=warn>dry run: nobody is to act on it");
    }
    shadow(html, service);
    spark(html, history.points());
    changes(html, &history, now);
    policy(html, service, now);
    numbers(html, service);
    html.raw("</section>");
}

fn history(store: &dyn SharedData, service: &str) -> History {
    kept::read(store, service)
        .map(|kept| kept.history)
        .unwrap_or_default()
}

/// What the policy on trial would do.
fn shadow(html: &mut Html, service: &ServiceSnapshot) {
    let Some(shadow) = &service.shadow else {
        return;
    };
    html.raw("<p>shadow ")
        .cut(&shadow.policy, TEXT_CHARS)
        .raw(": ");
    if let Some(said) = &shadow.said {
        html.raw(said.action.as_str()).raw(" to <b>");
        html.text(&said.desired.to_string()).raw("</b> ");
        html.cut(said.reason.as_deref().unwrap_or_default(), TEXT_CHARS);
    }
    html.cut(shadow.error.as_deref().unwrap_or_default(), TEXT_CHARS);
}

fn changes(html: &mut Html, history: &History, now: Timestamp) {
    let mut any = false;
    for change in history.changes() {
        html.raw(if any { "<br>" } else { "<p>" });
        any = true;
        html.text(&age(now, change.at)).raw(" ago: ");
        html.text(&format!("{} → {} ", change.from, change.to));
        html.text(&change.why);
    }
}

fn policy(html: &mut Html, service: &ServiceSnapshot, now: Timestamp) {
    let (policy, totals) = (&service.policy, service.totals);
    let Some((at, error)) = &policy.last_error else {
        return;
    };
    html.raw("<p class=bad>policy ")
        .cut(&policy.name, TEXT_CHARS);
    html.raw(" failed ").text(&age(now, *at)).raw(" ago (");
    html.text(&format!(
        "{} of {} times",
        totals.policy_errors, totals.evaluations
    ));
    html.raw("): ").cut(error, TEXT_CHARS);
}

/// What the policy saw.
fn numbers(html: &mut Html, service: &ServiceSnapshot) {
    html.raw("<dl>");
    for (name, value) in service.metrics.values.iter().take(NUMBERS) {
        html.raw("<div><dt>")
            .cut(name, TEXT_CHARS)
            .raw("<dd>")
            .text(&number(value))
            .raw("</div>");
    }
    html.raw("<div><dt>requests, errors in total<dd>");
    html.text(&format!(
        "{}, {}",
        service.totals.requests, service.totals.errors
    ));
    html.raw("</div><div><dt>policy<dd>")
        .cut(&service.policy.name, TEXT_CHARS)
        .raw(" ");
    html.text(service.policy.sha256.get(..8).unwrap_or_default())
        .raw("</div></dl>");
}

#[cfg(test)]
mod tests;
