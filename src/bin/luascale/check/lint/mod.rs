//! Reads a policy without running it: names that nobody gives a value,
//! metrics that may be missing, lines that are never reached.
//!
//! What it says is a guess and never an error: a script that it does not
//! understand is left alone. It follows `autoscale` itself, not the functions
//! that it calls.

mod names;
mod state;
mod syntax;
mod walk;

use std::collections::BTreeSet;
use std::ops::Range;

use luascale::metrics::{MOMENTARY, WINDOWED};

use self::state::Key;
use self::walk::Walk;

/// Names that replicas and requests report most.
const REPORTED: [&str; 5] = ["cpu", "memory", "cpu_max", "memory_max", "load"];

/// Fields of `metrics` that need nobody to report them, and the usual others.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    WINDOWED.into_iter().chain(MOMENTARY).chain(REPORTED)
}

/// Fields of `metrics.panic`.
pub(super) fn panic() -> impl Iterator<Item = &'static str> {
    WINDOWED.into_iter()
}

/// Something that will bite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// Bytes of the policy.
    pub(super) part: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    pub(super) notes: Vec<Note>,
    /// Fields of `metrics` that it reads.
    pub(super) metrics: BTreeSet<String>,
}

/// Reads a policy. Where `reported` names what replicas report, nothing else is
/// expected of them.
pub(super) fn read(source: &str, reported: &[String]) -> Read {
    // A byte order mark is no Lua; the engine skips it.
    let Ok(ast) = full_moon::parse(source) else {
        return Read::default();
    };
    let mut walk = Walk::default();
    walk.chunk(ast.nodes());
    let mut notes = walk.notes;
    let mut sources: BTreeSet<&Key> = BTreeSet::new();
    for (key, part) in &walk.uses {
        // The first time is enough.
        if sources.insert(key) {
            let shown = source.get(part.clone()).unwrap_or_default();
            notes.extend(names::judge(key, shown, part.clone(), reported));
        }
    }
    let metrics = walk.uses.iter().filter_map(|(key, _)| match key {
        Key::Metric(name) => Some(name.clone()),
        _ => None,
    });
    let metrics: BTreeSet<String> = metrics.collect();
    let others = sources.iter().filter(|key| key.is_measured()).count() > 1;
    for (key, part) in walk.unguarded {
        // A policy that goes by one metric rightly holds without it.
        let told = notes.iter().any(|note| note.part == part);
        if !told && (key.is_own() || others) {
            let shown = source.get(part.clone()).unwrap_or_default();
            notes.push(unguarded(&key, shown, part));
        }
    }
    Read { notes, metrics }
}

fn unguarded(key: &Key, shown: &str, part: Range<usize>) -> Note {
    let help = if key.is_own() {
        format!("nothing is decided before somebody knows it: write `({shown} or 1)`")
    } else {
        format!(
            "without data the whole policy holds, whatever its other metrics say: \
             write `if {shown} and …` or `({shown} or 0)`"
        )
    };
    // A local has another name.
    let name = if shown.contains(['.', '[']) {
        shown.to_owned()
    } else {
        format!("{shown} ({key})")
    };
    Note {
        part,
        message: format!("{name} may be nil"),
        help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told about the body of `autoscale`, and on which text.
    fn told(body: &str) -> Vec<(String, String)> {
        let source = format!("local LIMIT = 80\nfunction autoscale(metrics, request)\n{body}\nend");
        let read = read(&source, &[]);
        let notes = read.notes.into_iter();
        notes
            .map(|note| (source[note.part].to_owned(), note.message))
            .collect()
    }

    fn messages(body: &str) -> Vec<String> {
        told(body).into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_metric_that_may_be_missing_is_told_once() {
        for body in [
            "if metrics.cpu > 80 or metrics.rps > 5 then return 'up' end",
            "return metrics.rps + metrics.cpu",
            "local cpu = metrics.cpu if cpu > LIMIT then return 'up' end return metrics.rps",
            "local x = metrics.rps return 'cpu ' .. metrics.cpu",
            "local x = metrics.rps return math.ceil(metrics.cpu)",
            "local x = metrics.rps return -metrics.cpu",
            "local x = metrics.rps if metrics.cpu > 1 and metrics.cpu < 5 then return 'up' end",
            "local x = metrics.rps if metrics.memory then return metrics.cpu / 2 end",
            "local x = metrics.rps for i = 1, 3 do x = x + metrics.cpu end",
        ] {
            let messages = messages(body);
            assert_eq!(messages.len(), 1, "{body}: {messages:?}");
            assert!(messages[0].contains("metrics.cpu"), "{body}: {messages:?}");
            assert!(messages[0].ends_with("may be nil"), "{body}: {messages:?}");
        }
        for (body, message) in [
            ("return metrics.replicas + 1", "metrics.replicas may be nil"),
            (
                "local x = metrics.rps return metrics.panic.latency_p95 / 2",
                "metrics.panic.latency_p95 may be nil",
            ),
        ] {
            assert_eq!(messages(body), [message], "{body}");
        }
    }

    #[test]
    fn a_guard_is_seen() {
        for body in [
            // It goes by one metric.
            "if metrics.cpu > 80 then return scale.up(1, 'cpu ' .. metrics.cpu) end",
            "if metrics.cpu and metrics.cpu > 80 or metrics.rps > 5 then return 'up' end",
            "if not metrics.cpu then return metrics.rps end return metrics.cpu / 2",
            "if metrics.cpu == nil then return metrics.rps end return metrics.cpu / 2",
            "if metrics.cpu ~= nil then return metrics.cpu / 2 end return metrics.rps",
            "if not metrics.cpu or not metrics.memory then return metrics.rps end return metrics.cpu + metrics.memory",
            "local cpu = metrics.cpu or 0 return cpu + metrics.rps",
            "local cpu = metrics.cpu if not cpu then cpu = 0 end return cpu + metrics.rps",
            "local cpu = metrics.cpu cpu = cpu or 0 return cpu + metrics.rps",
            "return (metrics.cpu or 0) + metrics.rps",
            "if type(metrics.cpu) == 'number' then return metrics.cpu / 2 end return metrics.rps",
            "local low = metrics.cpu and metrics.cpu < 5 return metrics.rps",
            "if not metrics.cpu then error('none') end return metrics.cpu + metrics.rps",
            "local n = (metrics.replicas or metrics.desired or 1) * 2 return n",
            "return metrics.rps / metrics.max_replicas",
        ] {
            assert_eq!(messages(body), [""; 0], "{body}");
        }
    }

    #[test]
    fn what_is_never_reached_is_told() {
        for (body, part) in [
            (
                "if metrics.cpu > 60 then return 1 elseif metrics.cpu > LIMIT then return 2 end",
                "metrics.cpu > LIMIT",
            ),
            (
                "if metrics.cpu > 60 then return 1 end if metrics.cpu > 70 and request then return 2 end",
                "metrics.cpu > 70 and request",
            ),
            (
                "local c = metrics.cpu if c >= 60 then return 1 end if c == 60 then return 2 end",
                "c == 60",
            ),
            (
                "if metrics.cpu > 60 then return 1 else return 2 end return 3",
                "return 3",
            ),
            ("do return 1 end local x = 2", "local x = 2"),
            ("error('no') return 1", "return 1"),
            ("while true do local x = 1 end return 2", "return 2"),
            ("if false then return 1 end", "false"),
        ] {
            let told = told(body);
            assert_eq!(told.len(), 1, "{body}: {told:?}");
            assert_eq!(told[0].0, part, "{body}: {told:?}");
            assert!(told[0].1.contains("never"), "{told:?}");
        }
    }

    #[test]
    fn what_may_be_reached_is_not() {
        for body in [
            "if metrics.cpu > 80 then return 2 elseif metrics.cpu > 60 then return 1 end",
            "if metrics.cpu > 80 then print('x') end if metrics.cpu > 90 then return 2 end",
            "local c = 90 c = metrics.cpu if c > 95 then return 1 end",
            "local c = metrics.cpu if c > 60 then return 1 end c = c * 2 if c > 80 then return 2 end",
            "local n = 0 for i = 1, 3 do if n > 1 then return 1 end n = n + 1 end",
            "while true do if metrics.cpu then break end end return 2",
            "if metrics.cpu then goto done end do return 1 end ::done:: return 2",
            "local n = 0 repeat n = n + 1 until n > 3 if n > 2 then return 1 end",
            "local n = 0 local function f() n = 9 end f() if n > 5 then return 1 end",
        ] {
            assert_eq!(messages(body), [""; 0], "{body}");
        }
    }

    #[test]
    fn names_that_nobody_gives_are_told() {
        for (body, part, help) in [
            (
                "return metrics.latency_95",
                "metrics.latency_95",
                "did you mean latency_p95?",
            ),
            (
                "return metrics.panic.latencyp95",
                "metrics.panic.latencyp95",
                "did you mean latency_p95?",
            ),
            ("return metrics.qps", "metrics.qps", "did you mean rps?"),
            (
                "local m = metrics['concurency']",
                "metrics['concurency']",
                "did you mean concurrency?",
            ),
            ("return history('rsp2')", "", ""),
        ] {
            let source = format!("function autoscale(metrics)\n{body}\nend");
            let notes = read(&source, &[]).notes;
            match notes.as_slice() {
                [note] => assert_eq!(
                    (&source[note.part.clone()], note.help.as_str()),
                    (part, help)
                ),
                other => assert!(part.is_empty() && other.is_empty(), "{body}: {other:?}"),
            }
        }
        for body in [
            "return metrics.queue",
            "return metrics.gpu",
            "return metrics.cpu_max",
        ] {
            assert_eq!(messages(body), [""; 0], "{body}");
        }
        for (body, words) in [
            ("return metrics.panic.cpu", "no panic window"),
            ("return metrics.CPU", "did you mean cpu?"),
            ("return metrics.Queue_Depth", "no name for a metric"),
        ] {
            let source = format!("function autoscale(metrics)\n{body}\nend");
            let notes = read(&source, &[]).notes;
            assert_eq!(notes.len(), 1, "{body}");
            let told = format!("{} {}", notes[0].message, notes[0].help);
            assert!(told.contains(words), "{told}");
        }
    }

    #[test]
    fn with_a_list_of_names_all_others_are_told() {
        let source = "function autoscale(metrics) return metrics.queue or metrics.depth end";
        let notes = read(source, &["queue".to_owned()]).notes;
        assert_eq!(notes.len(), 1);
        assert_eq!(&source[notes[0].part.clone()], "metrics.depth");
    }

    #[test]
    fn what_is_no_lua_is_left_alone() {
        assert!(read("function autoscale(", &[]).notes.is_empty());
        assert!(read("", &[]).metrics.is_empty());
    }
}
