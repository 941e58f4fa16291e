//! Bodies that are large, deep, broken, or none at all.

use super::pack::{frame, gzip};
use super::{Told, read};
use crate::tokens::{Head, Scanner, State, Usage};

const SSE: Head<'static> = Head {
    api: None,
    path: b"/v1/chat/completions",
    content_type: Some(b"text/event-stream"),
    content_encoding: None,
};
const JSON: Head<'static> = Head {
    content_type: Some(b"application/json"),
    ..SSE
};
const GZIP: Head<'static> = Head {
    content_encoding: Some(b"gzip"),
    ..JSON
};

/// A chunk of a completion with `output` tokens.
fn chunk(output: u64) -> String {
    format!(
        r#"{{"object":"chat.completion.chunk","choices":[],"usage":{{"prompt_tokens":1,"completion_tokens":{output}}}}}"#
    )
}

fn output(head: &Head<'_>, body: impl AsRef<[u8]>) -> (Option<u64>, State) {
    let body = body.as_ref();
    let told: Told = read(head, [body]);
    assert_eq!(read(head, body.chunks(1)), told);
    (told.usage.output, told.state)
}

#[test]
fn an_event_can_be_large() {
    let text = "A long answer, with \\\"quotes\\\" and \u{1F600}. ".repeat(30_000);
    let body = format!(
        "data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\ndata: {}\n\n",
        chunk(7)
    );
    assert!(body.len() > 1 << 20);
    assert_eq!(output(&SSE, &body), (Some(7), State::Done));
}

/// Bytes that a scanner takes, beside gzip's window.
#[test]
fn a_scanner_is_small() {
    assert!(size_of::<Scanner>() <= 1536, "{}", size_of::<Scanner>());
}

#[test]
fn what_is_deep_is_skipped_or_given_up() {
    let deep = |depth: usize| {
        let (open, close) = (r#"{"a":["#.repeat(depth), "]}".repeat(depth));
        format!(r#"{{"x":{open}{close},{}"#, &chunk(3)[1..])
    };
    assert_eq!(output(&JSON, deep(100)), (Some(3), State::Done));
    assert_eq!(output(&JSON, deep(100_000)), (None, State::Unreadable));
    // Of a stream, one event is given up.
    let body = format!("data: {}\n\ndata: {}\n\n", deep(100_000), chunk(4));
    assert_eq!(output(&SSE, body), (Some(4), State::Done));
    // On a path that is known, to no end.
    let parts = r#"{"thinking":["#.repeat(1000);
    let body = format!(
        "data: {{\"choices\":[{{\"delta\":{{\"content\":[{parts}\n\ndata: {}\n\n",
        chunk(5)
    );
    assert_eq!(output(&SSE, body), (Some(5), State::Done));
}

#[test]
fn a_broken_event_takes_no_other_with_it() {
    for broken in [
        "data: [DONE]",
        "data: {\"usage\":{\"completion_tokens\":9}",
        "data: {\"usage\":{\"completion_tokens\":9",
        "data: {\"usage\":{\"completion_tokens\":9}]",
        "data: {\"usage\":nil}",
        "data: {\"a\":\"never ends",
        "data: {\"a\":\"escape\\",
        "data: {]",
        "data: 5",
        "data:",
        "data",
        "nothing",
        ":",
    ] {
        let body = format!("data: {}\n\n{broken}\n\ndata: {}\n\n", chunk(1), chunk(2));
        assert_eq!(output(&SSE, &body), (Some(2), State::Done), "{broken}");
        let body = format!("data: {}\n\n{broken}", chunk(1));
        assert_eq!(output(&SSE, &body), (Some(1), State::Done), "{broken}");
    }
}

#[test]
fn lines_of_data_are_one_event_or_several() {
    let lines = chunk(6).replace(',', ",\ndata: ");
    assert_eq!(
        output(&SSE, format!("data: {lines}\n\n")),
        (Some(6), State::Done)
    );
    // Some servers leave out the blank lines.
    let body = format!("data: {}\ndata: {}\ndata: [DONE]\n", chunk(1), chunk(2));
    assert_eq!(output(&SSE, body), (Some(2), State::Done));
    // A number does not go on in the next line.
    let body = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1\ndata:7}}\n\n";
    assert_eq!(output(&SSE, body), (None, State::Done));
}

#[test]
fn a_broken_line_takes_no_other_with_it() {
    let head = Head {
        content_type: Some(b"application/x-ndjson"),
        ..SSE
    };
    let line = chunk(8);
    for broken in ["{\"a\":", "oops", "{\"a\":\"", "[", "]"] {
        let body = format!("{}\n{broken}\n{line}\n", chunk(1));
        assert_eq!(output(&head, &body), (Some(8), State::Done), "{broken}");
    }
    // Without the content type a line is a whole body, and a broken one ends it.
    assert_eq!(
        output(&JSON, format!("{}\noops\n{line}\n", chunk(1))),
        (Some(1), State::Unreadable)
    );
}

#[test]
fn first_bytes_tell_the_framing() {
    let none = Head {
        content_type: None,
        ..SSE
    };
    let sse = format!("data: {}\n\n", chunk(2));
    let json = chunk(2);
    for head in [none, SSE, JSON] {
        assert_eq!(output(&head, &sse), (Some(2), State::Done));
        assert_eq!(
            output(&head, format!("\n\n: hi\n{sse}")),
            (Some(2), State::Done)
        );
        assert_eq!(
            output(&head, format!("retry: 5\r\n{sse}")),
            (Some(2), State::Done)
        );
        assert_eq!(output(&head, &json), (Some(2), State::Done));
        assert_eq!(
            output(&head, format!("\u{feff} {json}\n")),
            (Some(2), State::Done)
        );
        assert_eq!(
            output(&head, format!("\x1e{json}\n")),
            (Some(2), State::Done)
        );
    }
    for body in [
        "<html>",
        "upstream error",
        "error: no",
        "errors\n",
        "\u{fffe}{}",
        "5",
        "\"a\"",
    ] {
        assert_eq!(output(&none, body), (None, State::Unreadable), "{body}");
    }
    assert_eq!(output(&none, ""), (None, State::Done));
    assert_eq!(output(&none, " \n"), (None, State::Done));
}

#[test]
fn other_encodings_are_not_looked_at() {
    let head = Head {
        content_encoding: Some(b"br"),
        ..JSON
    };
    assert_eq!(output(&head, chunk(2)), (None, State::UnknownEncoding));
}

#[test]
fn gzip_comes_in_members_and_parts() {
    let (first, second) = (
        format!("data: {}\n\n", chunk(1)),
        format!("data: {}\n\n", chunk(2)),
    );
    let members = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    assert_eq!(output(&GZIP, &members), (Some(2), State::Done));
    let padded = [members.as_slice(), &[0; 20]].concat();
    assert_eq!(output(&GZIP, padded), (Some(2), State::Done));
    // Cut off: what was whole counts.
    let cut = |part: usize| output(&GZIP, &members[..members.len() / part]);
    assert_eq!(cut(2), (Some(1), State::Done));
    assert_eq!(cut(4), (None, State::Done));
    // No gzip, another method, and a fault in the data.
    assert_eq!(output(&GZIP, chunk(2)), (None, State::Unreadable));
    assert_eq!(output(&GZIP, b"\x1f\x8b\x07"), (None, State::Unreadable));
    let mut broken = gzip(first.as_bytes());
    broken[10 + 5 + 13 + 2] = 0xff;
    assert_eq!(output(&GZIP, broken).1, State::Unreadable);
}

#[test]
fn a_bomb_is_given_up() {
    let bomb = gzip(&vec![b' '; 20 << 20]);
    assert!(bomb.len() < 30_000);
    assert_eq!(output(&GZIP, bomb), (None, State::Unreadable));
    // Events that are much alike are no bomb.
    let events = format!("data: {}\n\n", chunk(1)).repeat(20_000);
    assert_eq!(
        output(&GZIP, gzip(events.as_bytes())),
        (Some(1), State::Done)
    );
}

#[test]
fn frames_have_lengths_that_can_be() {
    let head = Head {
        content_type: Some(b"application/vnd.amazon.eventstream"),
        ..SSE
    };
    let good = frame(
        b"metadata",
        br#"{"usage":{"inputTokens":1,"outputTokens":2}}"#,
    );
    assert_eq!(output(&head, &good), (Some(2), State::Done));
    let empty = frame(b"metadata", b"");
    assert_eq!(
        output(&head, [empty, good.clone()].concat()),
        (Some(2), State::Done)
    );
    let mut bare = vec![0, 0, 0, 16];
    bare.extend_from_slice(&[0; 12]);
    assert_eq!(
        output(&head, [bare, good.clone()].concat()),
        (Some(2), State::Done)
    );
    let with = |at: usize, byte: u8| {
        let mut broken = good.clone();
        broken[at] = byte;
        output(&head, broken).1
    };
    // Too large, too small, more headers than frame, headers that end too early.
    assert_eq!(with(0, 0xff), State::Unreadable);
    assert_eq!(with(3, 15), State::Unreadable);
    assert_eq!(with(5, 0xff), State::Unreadable);
    assert_eq!(with(7, 5), State::Unreadable);
}

#[test]
fn an_end_is_an_end() {
    let mut scanner = Scanner::new(&SSE);
    scanner.read(format!("data: {}", chunk(3)).as_bytes());
    scanner.end();
    let told = scanner.usage();
    assert_eq!(told.output, Some(3));
    scanner.read(format!("\n\ndata: {}\n\n", chunk(4)).as_bytes());
    scanner.end();
    assert_eq!(scanner.usage(), told);
    assert_eq!(scanner.state(), State::Done);
    assert_ne!(told, Usage::default());
}
