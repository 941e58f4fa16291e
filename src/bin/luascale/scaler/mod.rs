//! `luascale scaler`: does what gateways decide, where nothing else does.

mod command;
mod fleet;
mod journal;
mod judge;
mod told;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use luascale::behavior::{Behavior, Bounds};
use luascale::time::{Timestamp, micros};
use signal_hook::consts::{SIGINT, SIGTERM};

use self::fleet::{Answer, Fleet};
use self::journal::Journal;
use self::judge::{BackOff, Judge, Verdict};
use crate::gateways::{Access, Gateways};
use crate::{Outcome, files};

/// Between two looks whether it is to end.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// What runs is told to the gateways, and counted again, at least so often:
/// well within `replicas_ttl_s`.
const TELL_EVERY: Duration = Duration::from_secs(15);

const EXAMPLES: &str = "\
Examples:
  luascale scaler --url http://localhost:8091/-/luascale --service app \\
    --apply 'docker compose up -d --no-recreate --scale app={replicas}' \\
    --current 'docker compose ps -q app | wc -l'
  luascale scaler --url http://gateways.internal:8091/-/luascale --service app \\
    --apply 'nomad job scale app {replicas}' --config filter.json --dry-run";

/// Scale a service as its gateways decide, by a command of yours
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    access: Access,
    /// Command that makes {replicas} run
    #[arg(long, value_name = "COMMAND", value_parser = apply_command)]
    apply: String,
    /// Command that prints how many run
    #[arg(long, value_name = "COMMAND")]
    current: Option<String>,
    /// How many run at first, without --current
    #[arg(long, value_name = "N")]
    replicas: Option<u32>,
    /// Filter configuration (JSON) to take bounds and behavior from
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Fewest replicas, where gateways are several [default: 1]
    #[arg(long, value_name = "N")]
    min: Option<u32>,
    /// Never more replicas than this [default: 10]
    #[arg(long, value_name = "N")]
    max: Option<u32>,
    /// Seconds between two rounds
    #[arg(long, value_name = "S", default_value_t = 2.0, value_parser = seconds)]
    interval: f64,
    /// Seconds that a command may take
    #[arg(long, value_name = "S", default_value_t = 60.0, value_parser = seconds)]
    timeout: f64,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// One round, then end
    #[arg(long)]
    once: bool,
}

fn apply_command(text: &str) -> Result<String, String> {
    match text.contains("{replicas}") {
        true => Ok(text.to_owned()),
        false => Err("must have {replicas} in it, where the count goes".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "must be seconds".to_owned())?;
    match (0.05..=3600.0).contains(&value) {
        true => Ok(value),
        false => Err("must be 0.05 to 3600 seconds".to_owned()),
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the host")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp::from_micros(micros(since.unwrap_or_default()))
}

/// Bounds and guard rails: of the arguments, else of the configuration's entry
/// for the service, else the filter's defaults.
fn rails(arguments: &Arguments) -> Result<(Bounds, Behavior), String> {
    let given = files::parsed(&files::configuration(arguments.config.as_deref())?)?;
    let settings = given.service(&arguments.access.service);
    let bounds = Bounds {
        min: arguments.min.unwrap_or(settings.min_replicas),
        max: arguments.max.unwrap_or(settings.max_replicas),
    };
    if bounds.min > bounds.max {
        return Err(format!(
            "--min {} is above --max {}",
            bounds.min, bounds.max
        ));
    }
    Ok((bounds, settings.behavior.clone()))
}

/// Runs until it is told to end.
pub(crate) fn run(arguments: &Arguments, json: bool) -> Result<Outcome, String> {
    let (bounds, behavior) = rails(arguments)?;
    let gateways = Gateways::new(&arguments.access)?;
    let end = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&end)).map_err(|error| error.to_string())?;
    }
    let mut scaler = Scaler {
        arguments,
        gateways,
        fleet: Fleet::default(),
        judge: Judge::new(bounds, behavior),
        running: arguments.replicas,
        back_off: BackOff::default(),
        told: Timestamp::default(),
        journal: Journal::new(json),
        said: None,
    };
    let mut good = true;
    while !end.load(Ordering::Relaxed) {
        good = scaler.round();
        if arguments.once {
            break;
        }
        let mut left = Duration::from_secs_f64(arguments.interval);
        while !left.is_zero() && !end.load(Ordering::Relaxed) {
            let pause = left.min(LOOK_EVERY);
            thread::sleep(pause);
            left = left.saturating_sub(pause);
        }
    }
    Ok(Outcome {
        output: String::new(),
        good: good || !arguments.once,
    })
}

/// The scaler of one service.
struct Scaler<'a> {
    arguments: &'a Arguments,
    gateways: Gateways,
    fleet: Fleet,
    judge: Judge,
    /// Replicas that run, as far as is known.
    running: Option<u32>,
    back_off: BackOff,
    /// When the gateways were last told what runs.
    told: Timestamp,
    journal: Journal,
    /// What a dry run said last.
    said: Option<u32>,
}

impl Scaler<'_> {
    /// Asks, decides, acts, tells. Gives whether all of that went well.
    fn round(&mut self) -> bool {
        let heard = self.hear();
        let due = now().since(self.told) >= TELL_EVERY;
        if due && !self.count() {
            return false;
        }
        let wanted = self.fleet.wanted();
        let verdict = self.judge.judge(&wanted, self.running, now());
        let Some(verdict) = verdict else {
            self.journal.wrong(
                now(),
                &self.arguments.access.service,
                "nobody has decided yet, it stays as it is",
            );
            return false;
        };
        self.journal.right(now(), &self.arguments.access.service);
        let changed = self.running != Some(verdict.replicas);
        let acted = !changed || self.act(&verdict);
        if due || (changed && acted) {
            self.tell();
        }
        heard && acted
    }

    /// Asks all gateways.
    fn hear(&mut self) -> bool {
        let mut all = true;
        let asked = self.gateways.ask().into_iter();
        let answers: Vec<_> = asked
            .map(|(gateway, asked)| (gateway, told::answer(asked)))
            .collect();
        for (gateway, answer) in &answers {
            let place = format!("gateway {gateway}");
            if let Answer::Away(why) = answer {
                all = false;
                let text = format!("{why}; nothing goes down without it");
                self.journal.wrong(now(), &place, &text);
            } else {
                self.journal.right(now(), &place);
            }
        }
        self.fleet.hear(answers, now());
        all
    }

    /// Counts what runs.
    fn count(&mut self) -> bool {
        let Some(command) = &self.arguments.current else {
            return true;
        };
        match command::count(command, self.timeout()) {
            Ok(count) => {
                self.running = Some(count);
                self.journal.right(now(), "--current");
                true
            }
            Err(error) => {
                self.journal.wrong(now(), "--current", &error);
                false
            }
        }
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs_f64(self.arguments.timeout)
    }

    /// Makes as many run as there are to be.
    fn act(&mut self, verdict: &Verdict) -> bool {
        let count = verdict.replicas.to_string();
        let from = match self.running {
            Some(running) => format!("{running} → {count} replicas"),
            None => format!("{count} replicas, whatever runs"),
        };
        let clipped = match &verdict.clipped_by {
            Some(clipped) => format!(" (clipped by {clipped})"),
            None => String::new(),
        };
        let what = format!(
            "{}: {from}: {}{clipped}",
            self.arguments.access.service, verdict.reason
        );
        if self.arguments.dry_run {
            if self.said.replace(verdict.replicas) != Some(verdict.replicas) {
                self.journal.note(now(), &format!("dry run: {what}"));
            }
            return true;
        }
        if !self.back_off.is_over(now()) {
            return false;
        }
        self.journal.note(now(), &what);
        let command = self.arguments.apply.replace("{replicas}", &count);
        match command::run(&command, self.timeout()) {
            Ok(()) => {
                self.back_off.succeed();
                self.journal.right(now(), "--apply");
                self.running = Some(verdict.replicas);
                true
            }
            Err(error) => {
                let wait = self.back_off.fail(now());
                let text = format!("{error}; again in {} s", wait.as_secs());
                self.journal.wrong(now(), "--apply", &text);
                false
            }
        }
    }

    /// Tells the gateways what runs.
    fn tell(&mut self) {
        let Some(running) = self.running.filter(|_| !self.arguments.dry_run) else {
            return;
        };
        self.told = now();
        for (gateway, why) in self.gateways.tell(running) {
            let text = format!("does not take the count of replicas: {why}");
            self.journal
                .wrong(now(), &format!("PUT to {gateway}"), &text);
        }
    }
}
