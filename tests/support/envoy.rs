//! Envoy as a child process.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use super::client::{Ask, Client};
use super::eventually::eventually;
use super::paths;

/// Lines of Envoy's log that a failed test shows.
const SHOWN_LINES: usize = 40;

/// A running Envoy, killed when this is dropped.
#[derive(Debug)]
pub(super) struct Envoy {
    process: Child,
    guard: Child,
    log: PathBuf,
    admin_address: PathBuf,
}

impl Envoy {
    /// Starts Envoy with more arguments and variables; `folder` is for its log.
    pub(super) fn spawn(
        folder: &Path,
        bootstrap: &Path,
        workers: u32,
        args: &[String],
        env: &[(&str, &str)],
    ) -> Self {
        let log = folder.join("envoy.log");
        let admin_address = folder.join("admin.address");
        let process = Command::new(paths::envoy())
            .arg("-c")
            .arg(bootstrap)
            .args(["--concurrency", &workers.to_string()])
            .arg("--disable-hot-restart")
            // Without the pages that Envoy tells about itself at each start.
            .args(["--component-log-level", "main:warn,misc:error"])
            .arg("--admin-address-path")
            .arg(&admin_address)
            .args(args)
            .envs(env.iter().copied())
            .current_dir(paths::repository())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("a log file"))
            .spawn()
            .expect("Envoy starts");
        let guard = guard(process.id());
        Self {
            process,
            guard,
            log,
            admin_address,
        }
    }

    /// Waits until Envoy says that it is ready; gives the address of its admin
    /// interface.
    ///
    /// # Panics
    /// Where Envoy ends instead.
    pub(super) async fn ready(&mut self) -> SocketAddr {
        eventually(
            "Envoy to be ready",
            async || {
                if let Some(status) = self.process.try_wait().expect("a child") {
                    panic!("Envoy ended: {status}");
                }
                let admin = std::fs::read_to_string(&self.admin_address).ok();
                let admin: SocketAddr = admin?.trim().parse().ok()?;
                let answer = Client::internal(admin).try_send(&Ask::get("/ready")).await;
                (answer.ok()?.status == 200).then_some(admin)
            },
            Option::is_some,
        )
        .await
        .expect("an address")
    }

    /// Waits until Envoy ends by itself.
    pub(super) async fn ended(&mut self) -> ExitStatus {
        eventually(
            "Envoy to end",
            async || self.process.try_wait().expect("a child"),
            Option::is_some,
        )
        .await
        .expect("a status")
    }

    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// What Envoy has logged so far.
    pub(super) fn log(&self) -> String {
        let bytes = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Envoy {
    fn drop(&mut self) {
        // The guard first: it must not kill whoever has the id next.
        for process in [&mut self.guard, &mut self.process] {
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let shown = &lines[lines.len().saturating_sub(SHOWN_LINES)..];
            eprintln!("the end of Envoy's log:\n{}", shown.join("\n"));
        }
    }
}

/// A process that kills another when this one ends without doing so: then the
/// pipe that it reads is closed.
pub(super) fn guard(other: u32) -> Child {
    Command::new("sh")
        .args(["-c", "read -r _; kill -9 \"$1\"", "guard"])
        .arg(other.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("sh starts")
}
