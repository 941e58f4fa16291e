//! Runs the operator's commands: one at a time, each with an end.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

/// Between two looks whether a command has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// From the request to end until the end.
const GRACE: Duration = Duration::from_secs(2);
/// Of what a command prints, so much is read.
const MAX_BYTES: u64 = 64 * 1024;

/// Runs `command` in a shell. What it prints goes to the standard error.
///
/// # Errors
/// It cannot be started, fails, or takes longer than `timeout`; it is ended
/// then, with all that it started.
pub(super) fn run(command: &str, timeout: Duration) -> Result<(), String> {
    let child = shell(command)
        .stdout(std::io::stderr())
        .spawn()
        .map_err(|error| format!("{command}: {error}"))?;
    wait(child, command, timeout)
}

/// Runs `command` in a shell and reads a count from what it prints.
///
/// # Errors
/// As [`run`], and where it prints something else.
pub(super) fn count(command: &str, timeout: Duration) -> Result<u32, String> {
    let mut child = shell(command)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{command}: {error}"))?;
    let output = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut text = String::new();
        if let Some(output) = output {
            // What is no text is no count.
            let _ = output.take(MAX_BYTES).read_to_string(&mut text);
        }
        text
    });
    wait(child, command, timeout)?;
    let text = reader.join().unwrap_or_default();
    let text = text.trim();
    text.parse()
        .map_err(|_| format!("{command}: printed {text:?}, must be a count of replicas"))
}

/// A shell with a process group of its own, so that all of it can be ended.
fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", command])
        .stdin(Stdio::null())
        .process_group(0);
    shell
}

fn wait(mut child: Child, command: &str, timeout: Duration) -> Result<(), String> {
    let mut left = timeout;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if left.is_zero() => {
                end(&mut child);
                return Err(format!(
                    "{command}: took longer than {} s and was ended",
                    timeout.as_secs_f64()
                ));
            }
            Ok(None) => {
                thread::sleep(LOOK_EVERY);
                left = left.saturating_sub(LOOK_EVERY);
            }
            Err(error) => return Err(format!("{command}: {error}")),
        }
    };
    match status.success() {
        true => Ok(()),
        false => Err(format!("{command}: {status}")),
    }
}

/// Ends a command and all that it started.
fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let signal = |signal| group.map(|group| kill_process_group(group, signal));
    signal(Signal::TERM);
    let mut left = GRACE;
    while !left.is_zero() && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(LOOK_EVERY);
        left = left.saturating_sub(LOOK_EVERY);
    }
    signal(Signal::KILL);
    // It is gone: this only takes its entry away.
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn a_count_is_what_is_printed() {
        assert_eq!(count("echo 3", LONG), Ok(3));
        for (command, fault) in [
            ("echo three", "printed \"three\""),
            ("true", "printed \"\""),
            ("echo 3; exit 4", "exit status: 4"),
            ("no-such-command", "exit status: 127"),
        ] {
            let told = count(command, LONG).unwrap_err();
            assert!(told.contains(fault), "{told}");
        }
    }

    #[test]
    fn what_takes_too_long_is_ended_with_all_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let command = format!("sleep 600 & echo $! > {}; wait", file.display());
        let told = run(&command, Duration::from_millis(500)).unwrap_err();
        assert!(told.contains("took longer than 0.5 s"), "{told}");
        let process = std::fs::read_to_string(file).unwrap();
        let stat = format!("/proc/{}/stat", process.trim());
        let running = || std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z "));
        // Killed, and gone as soon as the kernel comes to it.
        for _ in 0..1000 {
            if running() {
                thread::sleep(LOOK_EVERY);
            }
        }
        assert!(!running(), "the child of the shell lives on");
    }
}
