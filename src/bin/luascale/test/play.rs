//! One test's story: one service, decided by the filter's own engine, at
//! moments and on metrics that the test gives.

use std::rc::Rc;

use luascale::config::Config;
use luascale::decision::Circumstances;
use luascale::metrics::{Metrics, View};
use luascale::policy::{Evaluation, Occasion, Policy, PolicyLimits, RequestFacts};
use luascale::signal::ScaleType;
use luascale::standing;
use serde_json::{Map, Value};

use super::given::{self, Facts};
use super::moment::{Clock, seconds};
use super::stage::Stage;
use super::told::Told;
use crate::service::{SERVICE, Service};

/// Fuel that a tick costs a test beside the policy's.
const TICK_FUEL: u32 = 50;

/// What is told of one test that goes on after a mismatch.
const MAX_MISMATCHES: usize = 10;

/// What was not as a test expects.
#[derive(Clone, Debug)]
pub(super) struct Mismatch {
    pub(super) line: u64,
    /// Each as `replicas: expected 5, got 4`.
    pub(super) differences: Vec<String>,
    pub(super) expected: Map<String, Value>,
    pub(super) seen: Seen,
}

/// One evaluation.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The line that asked for it.
    pub(super) line: u64,
    pub(super) told: Told,
    /// What the policy saw.
    pub(super) metrics: Metrics,
    /// Where the story was.
    pub(super) clock: Clock,
    pub(super) printed: Vec<String>,
    /// An `expect` has looked at it.
    looked_at: bool,
}

/// How far a test has come.
pub(super) struct Play {
    settings: Map<String, Value>,
    config: Option<Rc<Config>>,
    policy: Option<Policy>,
    clock: Clock,
    service: Service,
    /// What the last tick saw, without what a request laid over it.
    ticked: Metrics,
    seen: Option<Seen>,
    mismatches: Vec<Mismatch>,
}

impl Play {
    /// Nothing has happened yet. `settings` are a configuration of the filter
    /// without its policy.
    pub(super) fn new(settings: Map<String, Value>) -> Self {
        Self {
            settings,
            config: None,
            policy: None,
            clock: Clock::default(),
            service: Service::default(),
            ticked: Metrics::default(),
            seen: None,
            mismatches: Vec::new(),
        }
    }

    /// It is over. Gives what was not as expected, and what was seen last.
    pub(super) fn end(mut self) -> (Vec<Mismatch>, Option<Seen>) {
        self.miss_unseen();
        (self.mismatches, self.seen)
    }

    /// `at`: another moment.
    pub(super) fn at(&mut self, moment: &Value) -> Result<(), String> {
        self.clock.set(moment)
    }

    /// `config`: other keys of the configuration.
    pub(super) fn configure(&mut self, given: &Value) -> Result<Value, String> {
        self.settings.extend(given::table(given, "config")?.clone());
        self.config = None;
        self.config().map(|_| Value::Null)
    }

    /// The configuration in force.
    fn config(&mut self) -> Result<Rc<Config>, String> {
        if let Some(config) = &self.config {
            return Ok(Rc::clone(config));
        }
        let config = crate::files::parsed(&self.settings)?;
        Ok(Rc::clone(self.config.insert(Rc::new(config))))
    }

    fn policy(&mut self, stage: &Stage, config: &Config) -> Result<&mut Policy, String> {
        let policy = match self.policy.take() {
            Some(policy) => policy,
            None => {
                let memory_bytes = config.limits.memory_bytes;
                let compiled = stage.compile(PolicyLimits { memory_bytes });
                compiled.map_err(|error| error.to_string())?
            }
        };
        Ok(self.policy.insert(policy))
    }

    /// `tick`: one with these metrics, or ticks for so many seconds.
    pub(super) fn tick(
        &mut self,
        stage: &Stage,
        line: u64,
        metrics: &Value,
        lasting: &Value,
        fuel: &mut u32,
    ) -> Result<Value, String> {
        self.miss_unseen();
        let config = self.config()?;
        let given = given::metrics(metrics, "tick")?;
        let lasting = match lasting {
            Value::Null => config.tick,
            lasting => seconds(lasting).map_err(|error| format!("tick: {error}"))?,
        };
        self.begin_with(&given, &config)?;
        let until = self.clock.now.plus(lasting.max(config.tick));
        while self.clock.now < until && *fuel > 0 {
            let seen = self.tick_once(stage, &config, given.clone(), fuel)?;
            self.clock.now = self.clock.now.plus(config.tick).min(until);
            let broken = seen.told.broken;
            self.seen = Some(Seen { line, ..seen });
            if broken {
                break;
            }
        }
        Ok(self.answer())
    }

    /// A decision that was made before the story, where the metrics say so.
    fn begin_with(&mut self, metrics: &Metrics, config: &Config) -> Result<(), String> {
        let current = given::replicas(metrics)?;
        if let Some(desired) = given::desired(metrics)? {
            if self.clock.used {
                return Err("tick: metrics.desired is what the tick before decided; \
                     only the first one of a test may say it"
                    .to_owned());
            }
            let settings = config.service(SERVICE);
            let decided = given::decision(desired, current, settings, self.clock.now);
            self.service.standing.decision = Some(decided);
        }
        self.clock.used = true;
        Ok(())
    }

    fn tick_once(
        &mut self,
        stage: &Stage,
        config: &Config,
        metrics: Metrics,
        fuel: &mut u32,
    ) -> Result<Seen, String> {
        let current = given::replicas(&metrics)?;
        let now = self.clock.now;
        self.policy(stage, config)?;
        let Some(policy) = &mut self.policy else {
            return Err("there is no policy".to_owned());
        };
        let ticked = self.service.tick(policy, config, metrics, current, now);
        pay(fuel, ticked.fuel_used);
        self.ticked = ticked.metrics.clone();
        Ok(Seen {
            line: 0,
            told: Told::on_tick(&self.service.standing, ticked.failure.as_ref()),
            metrics: ticked.metrics,
            clock: self.clock,
            printed: ticked.printed,
            looked_at: false,
        })
    }

    /// `request`: one that states its load. It decides nothing.
    pub(super) fn request(
        &mut self,
        stage: &Stage,
        line: u64,
        load: &Value,
        facts: &Value,
        fuel: &mut u32,
    ) -> Result<Value, String> {
        self.miss_unseen();
        let config = self.config()?;
        let settings = config.service(SERVICE);
        let (stated, facts) = (given::load(load)?, given::facts(facts)?);
        self.clock.used = true;
        let (last, below) = (self.service.standing.decision.clone(), self.ticked.clone());
        let given = Circumstances {
            last: last.as_ref(),
            current: given::replicas(&below)?,
            bounds: standing::bounds(settings),
            behavior: &settings.behavior,
            dry_run: settings.dry_run,
            partial: false,
            now: self.clock.now,
        };
        let age = (!stated.is_empty()).then_some(("load_age", 0.0));
        let above: Vec<(&str, f64)> = stated
            .iter()
            .chain(age)
            .chain(standing::known(given.bounds, given.last, given.current))
            .collect();
        let metrics = View::new(&below, &above);
        let kind = facts.scale_type.as_ref();
        let (told, printed) = if kind == Some(&ScaleType::None) {
            let hint = standing::hold(given.last, kind, None);
            (Told::on_request(&hint, None), Vec::new())
        } else {
            let evaluation = self.evaluate_request(stage, &config, metrics, &facts)?;
            pay(fuel, evaluation.fuel_used);
            let hint = standing::answer(&evaluation.outcome, kind, given);
            let told = Told::on_request(&hint, evaluation.outcome.as_ref().err());
            (told, evaluation.printed)
        };
        self.seen = Some(Seen {
            line,
            told,
            metrics: flat(metrics),
            clock: self.clock,
            printed,
            looked_at: false,
        });
        Ok(self.answer())
    }

    fn evaluate_request(
        &mut self,
        stage: &Stage,
        config: &Config,
        metrics: View<'_>,
        facts: &Facts,
    ) -> Result<Evaluation, String> {
        let told = RequestFacts {
            id: facts.id.as_deref(),
            scale_type: facts.scale_type.as_ref().map(ScaleType::as_str),
            path: facts.path.as_bytes(),
            method: facts.method.as_bytes(),
            authority: facts.authority.as_bytes(),
        };
        // It reads only.
        let mut memory = self.service.kept.policy.clone();
        let occasion = Occasion {
            request: Some(&told),
            fuel: config.limits.request_fuel,
            now: self.clock.now,
            utc_offset_minutes: config.utc_offset_minutes,
            stable_window: config.service(SERVICE).windows.stable,
            memory: &mut memory,
        };
        Ok(evaluate(self.policy(stage, config)?, metrics, occasion))
    }

    /// What was told last, for the script.
    fn answer(&self) -> Value {
        let seen = self.seen.as_ref();
        seen.map_or(Value::Null, |seen| Value::Object(seen.told.fields.clone()))
    }

    /// `expect`: what was told last is to be so.
    pub(super) fn expect(&mut self, line: u64, wanted: &Value) -> Result<Value, String> {
        let wanted = given::table(wanted, "expect")?;
        let Some(seen) = &mut self.seen else {
            return Err("expect: nothing has happened, tick{…} first".to_owned());
        };
        let differences = seen.told.differences(wanted)?;
        seen.looked_at = true;
        if differences.is_empty() {
            return Ok(Value::Null);
        }
        let told = differences.join("; ");
        // One ends a test, unless it catches errors.
        if self.mismatches.len() < MAX_MISMATCHES {
            self.mismatches.push(Mismatch {
                line,
                differences,
                expected: wanted.clone(),
                seen: seen.clone(),
            });
        }
        Err(told)
    }

    /// A policy that failed where no test looked must not pass.
    fn miss_unseen(&mut self) {
        let Some(seen) = &mut self.seen else { return };
        if seen.told.broken && !seen.looked_at && self.mismatches.len() < MAX_MISMATCHES {
            seen.looked_at = true;
            let differences = seen.told.differences(&Map::new()).unwrap_or_default();
            self.mismatches.push(Mismatch {
                line: seen.line,
                differences,
                expected: Map::new(),
                seen: seen.clone(),
            });
        }
    }
}

fn evaluate(policy: &mut Policy, metrics: View<'_>, occasion: Occasion<'_>) -> Evaluation {
    let evaluation = policy.evaluate(metrics, occasion);
    policy.collect();
    evaluation
}

fn pay(fuel: &mut u32, policy: u32) {
    *fuel = fuel.saturating_sub(policy.saturating_add(TICK_FUEL));
}

/// With what lies above.
fn flat(metrics: View<'_>) -> Metrics {
    let named = |(name, value): (&str, f64)| (name.to_owned(), value);
    Metrics {
        values: metrics.values().map(named).collect(),
        panic: metrics.panics().map(named).collect(),
    }
}
