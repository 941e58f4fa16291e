//! `on_idle` and `idle_s`: what becomes of a service that nobody calls.

use super::Idle;
use super::error::ConfigErrors;
use super::reader::Object;
use std::time::Duration;

/// Longest wait, in seconds: a day.
const MAX_IDLE_S: u32 = 86_400;

/// Reads both keys, laid over `base` one by one.
pub(super) fn read(object: &mut Object<'_>, base: Idle, errors: &mut ConfigErrors) -> Idle {
    let before = errors.count();
    let words = [("hold", false), ("min", true)];
    let given = object.word("on_idle", &words, errors);
    let after = object.whole("idle_s", 1..=MAX_IDLE_S, errors);
    let after = after.map(|seconds| Duration::from_secs(seconds.into()));
    let read = Idle {
        to_min: given.unwrap_or(base.to_min),
        after: after.or(base.after),
    };
    if given == Some(true) && read.after.is_none() && errors.count() == before {
        let message = "needs idle_s, the seconds after which a service is idle";
        errors.wrong(&object.path("on_idle"), &"min".into(), message);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn outcome(value: Value, base: Idle) -> Result<Idle, String> {
        let mut errors = ConfigErrors::default();
        let mut object = Object::new("s".to_owned(), &value, &mut errors).unwrap();
        let idle = read(&mut object, base, &mut errors);
        object.finish(&mut errors);
        match errors.count() {
            0 => Ok(idle),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn both_keys_say_when_the_minimum_is_due() {
        let none = Idle::default();
        let five = Idle {
            to_min: false,
            after: Some(Duration::from_secs(5)),
        };
        for (value, base, due_s) in [
            (json!({}), none, None),
            (json!({"idle_s": 60}), none, None),
            (json!({"on_idle": "min", "idle_s": 60}), none, Some(60)),
            (json!({"on_idle": "min"}), five, Some(5)),
            (
                json!({"on_idle": "hold"}),
                Idle {
                    to_min: true,
                    ..five
                },
                None,
            ),
            (
                json!({"idle_s": 86_400}),
                Idle {
                    to_min: true,
                    ..five
                },
                Some(86_400),
            ),
        ] {
            let due = outcome(value.clone(), base).unwrap().min_after();
            assert_eq!(due, due_s.map(Duration::from_secs), "{value}");
        }
    }

    #[test]
    fn each_fault_is_told_once() {
        for (value, fault) in [
            (
                json!({"on_idle": "min"}),
                "s.on_idle: \"min\" needs idle_s, the seconds after which a service is idle",
            ),
            (
                json!({"on_idle": "stop", "idle_s": 5}),
                "s.on_idle: \"stop\" must be \"hold\" or \"min\"",
            ),
            (
                json!({"on_idle": "min", "idle_s": 0}),
                "s.idle_s: 0 is out of range, must be 1 to 86400",
            ),
        ] {
            assert_eq!(outcome(value, Idle::default()), Err(fault.to_owned()));
        }
    }
}
