//! `windows`: the look-back of averages, in whole seconds.

use super::Windows;
use super::error::ConfigErrors;
use super::reader::Object;
use std::time::Duration;

/// Reads the key, laid over `base` part by part.
pub(super) fn read(object: &mut Object<'_>, base: Windows, errors: &mut ConfigErrors) -> Windows {
    let before = errors.count();
    let Some(mut windows) = object.object("windows", errors) else {
        return base;
    };
    let seconds = |seconds: u32| Duration::from_secs(seconds.into());
    let stable = windows.whole("stable_s", 6..=600, errors).map(seconds);
    let panic = windows.whole("panic_s", 1..=60, errors).map(seconds);
    let read = Windows {
        stable: stable.unwrap_or(base.stable),
        panic: panic.unwrap_or(base.panic),
    };
    if read.panic > read.stable && errors.count() == before {
        let (panic_s, stable_s) = (read.panic.as_secs(), read.stable.as_secs());
        if panic.is_some() {
            let message = format!("is above stable_s, must be at most {stable_s}");
            errors.wrong(&windows.path("panic_s"), &panic_s.into(), message);
        } else if stable.is_some() {
            let message = format!("is below panic_s, must be at least {panic_s}");
            errors.wrong(&windows.path("stable_s"), &stable_s.into(), message);
        }
    }
    windows.finish(errors);
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const fn windows(stable_s: u64, panic_s: u64) -> Windows {
        Windows {
            stable: Duration::from_secs(stable_s),
            panic: Duration::from_secs(panic_s),
        }
    }

    fn outcome(value: Value, base: Windows) -> Result<Windows, String> {
        let value = json!({ "windows": value });
        let mut errors = ConfigErrors::default();
        let mut object = Object::new("s".to_owned(), &value, &mut errors).unwrap();
        let windows = read(&mut object, base, &mut errors);
        object.finish(&mut errors);
        match errors.count() {
            0 => Ok(windows),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn what_is_left_out_comes_from_the_base() {
        let base = windows(60, 6);
        assert_eq!(outcome(json!({}), base), Ok(base));
        assert_eq!(outcome(json!({"stable_s": 120}), base), Ok(windows(120, 6)));
        assert_eq!(outcome(json!({"panic_s": 60.0}), base), Ok(windows(60, 60)));
    }

    #[test]
    fn bounds_themselves_are_legal() {
        for value in [
            json!({"stable_s": 6, "panic_s": 6}),
            json!({"stable_s": 600, "panic_s": 60}),
            json!({"panic_s": 1}),
        ] {
            assert!(
                outcome(value.clone(), Windows::default()).is_ok(),
                "{value}"
            );
        }
    }

    #[test]
    fn each_fault_is_told_once() {
        for (value, fault) in [
            (
                json!({"stable_s": 5}),
                "s.windows.stable_s: 5 is out of range, must be 6 to 600",
            ),
            (
                json!({"stable_s": 601}),
                "s.windows.stable_s: 601 is out of range, must be 6 to 600",
            ),
            (
                json!({"panic_s": 0}),
                "s.windows.panic_s: 0 is out of range, must be 1 to 60",
            ),
            (
                json!({"panic_s": 0.5}),
                "s.windows.panic_s: 0.5 must be a whole number, 1 to 60",
            ),
            (
                json!({"stable_s": 30, "panic_s": 31}),
                "s.windows.panic_s: 31 is above stable_s, must be at most 30",
            ),
            (
                json!({"stable": 30}),
                "s.windows.stable: unknown key, did you mean stable_s?",
            ),
            (json!(60), "s.windows: 60 must be an object"),
        ] {
            assert_eq!(outcome(value, Windows::default()), Err(fault.to_owned()));
        }
        assert_eq!(
            outcome(json!({"stable_s": 20}), windows(60, 30)).unwrap_err(),
            "s.windows.stable_s: 20 is below panic_s, must be at least 30"
        );
    }
}
