//! The project of `compose/`, run by the engine of this machine.

use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use serde_json::Value;

pub(crate) const FILE: &str = "compose/compose.yaml";
/// How often a change is looked for: generous, since only a failure waits so long.
const LOOKS: u32 = 300;
const PAUSE: Duration = Duration::from_millis(200);

fn call(command: &mut Command) -> Output {
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn succeeds(command: &[&str]) -> bool {
    let [program, arguments @ ..] = command else {
        return false;
    };
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

/// What a call that succeeds prints.
fn good(command: &mut Command) -> String {
    let output = call(command);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {text}\n{errors}");
    text
}

/// The images' script.
fn images() -> Command {
    let mut script = Command::new("compose/images.sh");
    script.env("LUASCALE", env!("CARGO_BIN_EXE_luascale"));
    script
}

/// The running project; in the end, nothing of it is left.
pub(crate) struct Project {
    name: String,
    compose: &'static [&'static str],
}

/// Whether there is an engine.
pub(crate) fn is_there() -> bool {
    succeeds(&["docker", "info"])
}

/// How Compose is called here.
pub(crate) fn compose() -> Option<&'static [&'static str]> {
    let kinds: [&[&str]; 2] = [&["docker", "compose"], &["docker-compose"]];
    let is_there = |kind: &&&[&str]| succeeds(&[**kind, &["version"]].concat());
    kinds.iter().find(is_there).copied()
}

impl Project {
    /// Brings the images and starts these services.
    pub(crate) fn up(compose: &'static [&'static str], services: &[&str]) -> Self {
        good(&mut images());
        let name = format!("luascale-test-{}", std::process::id());
        let project = Self { name, compose };
        good(&mut project.compose(&[&["up", "-d", "--no-build"], services].concat()));
        project
    }

    pub(crate) fn stop(&self, service: &str) {
        good(&mut self.compose(&["stop", service]));
    }

    fn compose(&self, arguments: &[&str]) -> Command {
        let [program, first @ ..] = self.compose else {
            panic!("no program");
        };
        let mut command = Command::new(program);
        command
            .args(first)
            .args(["-f", FILE])
            .args(arguments)
            .env("COMPOSE_PROJECT_NAME", &self.name);
        // Ports that nobody uses.
        for port in ["TRAFFIC_PORT", "STATUS_PORT", "PROMETHEUS_PORT"] {
            command.env(port, "");
        }
        command
    }

    /// Replicas of the application that run.
    fn replicas(&self) -> usize {
        let mut list = Command::new("docker");
        list.args(["ps", "-q", "--filter"])
            .arg("label=com.docker.compose.service=app")
            .arg("--filter")
            .arg(format!("label=com.docker.compose.project={}", self.name));
        good(&mut list).lines().count()
    }

    pub(crate) fn logs(&self, service: &str) -> String {
        good(&mut self.compose(&["logs", "--no-color", service]))
    }

    /// Waits until so many replicas run.
    pub(crate) fn wait_for(&self, expected: &str, right: impl Fn(usize) -> bool) {
        for _ in 0..LOOKS {
            if right(self.replicas()) {
                return;
            }
            thread::sleep(PAUSE);
        }
        panic!(
            "expected {expected}, there are {}\n{}{}{}",
            self.replicas(),
            self.logs("scaler"),
            self.logs("load"),
            self.logs("envoy"),
        );
    }

    /// What Prometheus says of a query.
    pub(crate) fn asked(&self, query: &str) -> Value {
        let port = good(&mut self.compose(&["port", "prometheus", "9090"]));
        let url = format!("http://{}/api/v1/query?query={query}", port.trim());
        let mut answer = ureq::get(&url).call().unwrap();
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = call(&mut self.compose(&["down", "--volumes", "--timeout", "1"]));
        let _ = call(images().arg("--remove"));
    }
}
