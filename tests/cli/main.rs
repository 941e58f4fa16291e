//! The command line, as its users call it.

#[cfg(test)]
mod check;
#[cfg(test)]
mod gateway;
#[cfg(test)]
mod oci;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod scaler;
#[cfg(test)]
mod simulate;
#[cfg(test)]
mod test;
#[cfg(test)]
mod test_api;

use std::process::{Command, Output};

/// Runs `luascale` in the repository's folder.
#[cfg(test)]
fn luascale(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_luascale"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap()
}

/// What a call that succeeds writes to the standard output.
#[cfg(test)]
fn good(arguments: &[&str]) -> String {
    let output = luascale(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
    assert_eq!(errors, "", "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a call with wrong arguments or files writes to the standard error.
#[cfg(test)]
fn refused(arguments: &[&str]) -> String {
    let output = luascale(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn without_a_command_it_says_what_there_is() {
    let told = refused(&[]);
    assert!(told.contains("Usage: luascale"), "{told}");
    assert!(told.contains("simulate"), "{told}");
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            good(&["completions", shell]).contains("simulate"),
            "{shell}"
        );
    }
    assert!(refused(&["completions", "cmd"]).contains("cmd"));
}

#[test]
fn help_fits_a_screen() {
    for command in [
        &["--help"][..],
        &["simulate", "--help"],
        &["check", "--help"],
        &["test", "--help"],
        &["scaler", "--help"],
        &["record", "--help"],
        &["replay", "--help"],
        &["completions", "--help"],
    ] {
        let help = good(command);
        assert!(help.lines().count() <= 32, "{help}");
        let longest = help.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(100), "{help}");
    }
}
