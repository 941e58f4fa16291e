//! What a test plays on: the functions that it calls, and the policy that it is
//! about.

use luascale::policy::{self, CompileError, Host, HostCall, Policy, PolicyLimits};
use serde_json::{Map, Value};

use super::given;
use super::play::{Mismatch, Play, Seen};

/// Fuel of a call of one of them, beside what it does.
const CALL_FUEL: u32 = 100;
/// Functions that a test calls.
pub(super) const FUNCTIONS: [&str; 5] = ["at", "config", "expect", "request", "tick"];

/// The stage of one test file.
pub(super) struct Stage {
    policy_name: String,
    policy_source: String,
    /// The configuration that holds for all tests.
    base: Map<String, Value>,
    play: Option<Play>,
}

impl Stage {
    /// For the policy in a file of this name; `base` is a configuration of the
    /// filter without its policy.
    pub(super) fn new(policy_name: &str, policy_source: &str, base: Map<String, Value>) -> Self {
        Self {
            policy_name: policy_name.to_owned(),
            policy_source: policy_source.to_owned(),
            base,
            play: None,
        }
    }

    /// A test begins: nothing has happened yet.
    pub(super) fn begin(&mut self) {
        self.play = Some(Play::new(self.base.clone()));
    }

    /// It ended. Gives what was not as expected.
    pub(super) fn end(&mut self) -> (Vec<Mismatch>, Option<Seen>) {
        self.play.take().map_or((Vec::new(), None), Play::end)
    }

    /// Compiles the policy, as the filter would.
    ///
    /// # Errors
    /// What the compiler says.
    pub(super) fn compile(&self, limits: PolicyLimits) -> Result<Policy, CompileError> {
        policy::compile(&self.policy_name, &self.policy_source, limits)
            .map(|compiled| compiled.policy)
    }
}

impl Host for Stage {
    fn call(&mut self, call: HostCall<'_>, fuel: &mut u32) -> Result<Value, String> {
        *fuel = fuel.saturating_sub(CALL_FUEL);
        let argument = |at: usize| call.arguments.get(at).unwrap_or(&Value::Null);
        let most = match call.function {
            "tick" | "request" => 2,
            _ => 1,
        };
        if call.arguments.len() > most {
            return Err(format!(
                "{}: {} arguments, must be at most {most}",
                call.function,
                call.arguments.len()
            ));
        }
        if call.function == "config" && self.play.is_none() {
            let given = given::table(argument(0), "config")?;
            self.base.extend(given.clone());
            return crate::files::parsed(&self.base).map(|_| Value::Null);
        }
        let Some(mut play) = self.play.take() else {
            return Err(format!(
                "{} belongs into a test: test(\"…\", function() … end)",
                call.function
            ));
        };
        let answer = match call.function {
            "at" => play.at(argument(0)).map(|()| Value::Null),
            "config" => play.configure(argument(0)),
            "tick" => play.tick(self, call.line, argument(0), argument(1), fuel),
            "request" => play.request(self, call.line, argument(0), argument(1), fuel),
            _ => play.expect(call.line, argument(0)),
        };
        self.play = Some(play);
        answer
    }
}
