//! `luascale simulate`: a policy under a load, without a gateway.

mod constants;
mod load;
mod model;
mod report;
mod scaler;
mod score;
mod trace;
mod units;
mod world;

use std::fs::{self, File};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use luascale::behavior::Bounds;
use luascale::time::to_f64;
use serde_json::{Map, Value, json};

use self::constants::Setting;
use self::load::{Load, Shape};
use self::model::{BUSY, Model};
use self::report::{Comparison, Run};
use self::scaler::{Autoscaler, Engine, Hpa, KedaHttp, Knative, SERVICE};
use self::units::seconds;
use self::world::World;
use crate::{Outcome, files};

/// Requests of a load, on the mean, that a simulation is to stay below where
/// nobody says how long one takes.
const MOST_REQUESTS: f64 = 3e6;
/// Ticks that it is to stay below where nobody says how long one is.
const MOST_TICKS: f64 = 200_000.0;
/// Lines of the record.
const MOST_SAMPLES: u64 = 100_000;

const EXAMPLES: &str = "\
Examples:
  luascale simulate --policy policies/knative.lua --set TARGET=10 --trace burst
  luascale simulate --policy mine.lua --baseline hpa,knative --trace elb.csv --out report/
  luascale simulate --policy a.lua --policy b.lua --trace all --format json";

/// Run policies and other autoscalers against a load
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Policy to run; may be given again
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// To compare with: hpa, knative, keda-http; several with commas
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "NAME",
        hide_possible_values = true
    )]
    baseline: Vec<Baseline>,
    /// step, ramp, sine, double-wave, burst, diurnal, all, or a CSV file
    #[arg(long, value_name = "LOAD", required = true)]
    trace: Vec<String>,
    /// Set a constant of a policy, as in knative.TARGET=10
    #[arg(long, value_name = "NAME=NUMBER")]
    set: Vec<Setting>,
    /// Filter configuration (JSON) to take behavior, bounds, windows from
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for chart (SVG, PNG), page (HTML) and lines (CSV)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    service: Service,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "The service")]
struct Service {
    /// Requests that a replica works on at once
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    slots: u32,
    /// Mean seconds of a request in a slot [default: 0.1; longer for long loads]
    #[arg(long, value_name = "S", value_parser = positive)]
    service_time: Option<f64>,
    /// Seconds until a new replica takes requests
    #[arg(long, value_name = "S", default_value_t = 10.0, value_parser = not_negative)]
    startup: f64,
    /// Seconds after which a waiting request fails
    #[arg(long, value_name = "S", default_value_t = 10.0, value_parser = positive)]
    timeout: f64,
    /// Seconds after which an answer is late [default: 5 service times]
    #[arg(long, value_name = "S", value_parser = positive)]
    slo: Option<f64>,
    /// Replicas that the peak keeps four fifths busy
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    peak: u32,
    /// Most replicas [default: twice --peak]
    #[arg(long, value_name = "N")]
    max: Option<u32>,
    /// Utilization that the baselines aim at
    #[arg(long, value_name = "SHARE", default_value_t = 0.7, value_parser = share)]
    target: f64,
    /// Seconds between two polls of luascale's decision
    #[arg(long, value_name = "S", default_value_t = 2.0, value_parser = positive)]
    poll: f64,
    /// Seed of the random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Baseline {
    Hpa,
    Knative,
    KedaHttp,
}

fn positive(text: &str) -> Result<f64, String> {
    number(text, f64::MIN_POSITIVE, 1e6, "above 0")
}

fn not_negative(text: &str) -> Result<f64, String> {
    number(text, 0.0, 1e6, "0 or more")
}

fn share(text: &str) -> Result<f64, String> {
    number(text, 0.01, 1.0, "0.01 to 1")
}

fn number(text: &str, least: f64, most: f64, range: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(format!("must be {range}, and at most {most}"))
    }
}

/// Runs it all; `json` instead of text.
pub(crate) fn run(arguments: &Arguments, json: bool) -> Result<Outcome, String> {
    if arguments.policy.is_empty() && arguments.baseline.is_empty() {
        return Err("nothing to simulate: give --policy FILE or --baseline NAME".to_owned());
    }
    let config = files::configuration(arguments.config.as_deref())?;
    let policies = policies(arguments)?;
    let mut comparisons = Vec::new();
    for load in loads(&arguments.trace)? {
        comparisons.push(compare(arguments, &config, &policies, load)?);
    }
    if let Some(folder) = &arguments.out {
        write(folder, &comparisons)?;
    }
    let output = if json {
        format!("{:#}\n", report::table::data(&comparisons))
    } else {
        let tables: Vec<String> = comparisons.iter().map(report::table::text).collect();
        tables.join("\n")
    };
    Ok(Outcome { output, good: true })
}

/// Name and source of each policy.
fn policies(arguments: &Arguments) -> Result<Vec<(String, String)>, String> {
    let mut used = vec![false; arguments.set.len()];
    let mut policies: Vec<(String, String)> = Vec::new();
    for path in &arguments.policy {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let source = constants::apply(&name, &files::read(path)?, &arguments.set, &mut used);
        policies.push((name.into_owned(), source));
    }
    match arguments.set.iter().zip(used).find(|(_, used)| !used) {
        Some((setting, _)) => Err(format!(
            "--set {setting}: no policy has such a line: local NAME = NUMBER"
        )),
        None => Ok(policies),
    }
}

fn loads(names: &[String]) -> Result<Vec<Load>, String> {
    let mut loads = Vec::new();
    for name in names {
        if name == "all" {
            loads.extend(Shape::ALL.map(|(name, shape)| Load::of_shape(name, shape)));
        } else if let Ok(shape) = name.parse() {
            loads.push(Load::of_shape(name, shape));
        } else if Path::new(name).exists() {
            loads.push(trace::read(Path::new(name))?);
        } else {
            let shapes = Shape::ALL.map(|(name, _)| name).join(", ");
            return Err(format!(
                "--trace {name}: neither a file nor one of {shapes}, all"
            ));
        }
    }
    Ok(loads)
}

/// The service, made so that the peak of the load needs `--peak` replicas, and
/// the load in its requests.
fn fit(service: &Service, bounds: Bounds, load: Load) -> (Model, Load) {
    let slots = f64::from(service.slots);
    let peak = f64::from(service.peak) * slots * BUSY;
    let time = |expected: f64| {
        // At `t` seconds each there are `expected / t` requests.
        let times = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];
        let fits = times.iter().find(|time| expected / **time <= MOST_REQUESTS);
        *fits.unwrap_or(&30.0)
    };
    let (service_s, load) = if load.given.is_some() {
        // The requests are given: only how long one takes is left to choose.
        let fitting = peak / load.peak();
        (service.service_time.unwrap_or(fitting), load)
    } else {
        let expected = load.expected() * peak / load.peak();
        let service_s = service.service_time.unwrap_or_else(|| time(expected));
        let factor = peak / service_s / load.peak();
        (service_s, load.scaled(factor))
    };
    let model = Model {
        slots: service.slots,
        service_us: seconds(service_s).max(1),
        startup_us: seconds(service.startup),
        timeout_us: seconds(service.timeout.max(2.0 * service_s)),
        slo_us: seconds(service.slo.unwrap_or(5.0 * service_s)),
        bounds,
    };
    (model, load)
}

/// Bounds of every autoscaler: the configuration's, and where that has none,
/// those of the arguments.
fn bounds(service: &Service, config: &Map<String, Value>) -> Result<Bounds, String> {
    let mut settings = config.clone();
    let most = service.max.unwrap_or(service.peak.saturating_mul(2)).max(1);
    settings
        .entry("max_replicas")
        .or_insert_with(|| json!(most));
    let config = files::parsed(&settings)?;
    let found = config.service(SERVICE);
    Ok(Bounds {
        min: found.min_replicas,
        max: found.max_replicas,
    })
}

fn compare(
    arguments: &Arguments,
    config: &Map<String, Value>,
    policies: &[(String, String)],
    load: Load,
) -> Result<Comparison, String> {
    let service = &arguments.service;
    let bounds = bounds(service, config)?;
    let (model, load) = fit(service, bounds, load);
    let mut config = config.clone();
    for (key, value) in [
        ("min_replicas", json!(bounds.min)),
        ("max_replicas", json!(bounds.max)),
        ("tick_ms", json!(tick_ms(load.span_us))),
    ] {
        config.entry(key).or_insert(value);
    }
    let tick = files::parsed(&config)?.tick;
    let mut scalers: Vec<Box<dyn Autoscaler>> = Vec::new();
    for (name, source) in policies {
        let poll = Duration::from_micros(seconds(service.poll));
        let engine = Engine::new(name, source, config.clone(), service.slots, poll)?;
        scalers.push(Box::new(engine));
    }
    for baseline in &arguments.baseline {
        let (target, slots) = (service.target, service.slots);
        scalers.push(match baseline {
            Baseline::Hpa => Box::new(Hpa::new(target, slots, bounds)),
            Baseline::Knative => Box::new(Knative::new(target, slots, bounds)),
            Baseline::KedaHttp => Box::new(KedaHttp::new(target, slots, bounds)),
        });
    }
    let sample_us = (load.span_us / MOST_SAMPLES).max(1_000_000);
    let mut runs = Vec::new();
    for mut scaler in scalers {
        let bar = bar(&format!("{} {}", load.name, scaler.name()), load.span_us);
        let world = World::new(model, &load, scaler.as_mut(), sample_us);
        let mut score = world.run(service.seed, |at_us| bar.set_position(at_us))?;
        bar.finish_and_clear();
        runs.push(Run {
            name: scaler.name().to_owned(),
            baseline: scaler.is_baseline(),
            figures: score.figures(),
            samples: score.samples,
        });
    }
    Ok(Comparison {
        setting: setting(&model, &load, tick, service),
        load: load.name,
        runs,
    })
}

/// What was assumed, for the reader.
fn setting(model: &Model, load: &Load, tick: Duration, service: &Service) -> String {
    let s = |us: u64| to_f64(us) / 1e6;
    format!(
        "{:.1} h, peak {:.1} requests/s; a replica: {} slots, {} s a request, ready after {} s; \
         late after {} s, failed after {} s; at most {} replicas; decided each {} s, polled each {} s; seed {}",
        s(load.span_us) / 3600.0,
        load.peak(),
        model.slots,
        s(model.service_us),
        s(model.startup_us),
        s(model.slo_us),
        s(model.timeout_us),
        model.bounds.max,
        tick.as_secs_f64(),
        service.poll,
        service.seed,
    )
}

/// The shortest tick that is possible and keeps their number low.
fn tick_ms(span_us: u64) -> u64 {
    let longest = to_f64(span_us) / 1e3 / MOST_TICKS;
    [250, 500, 1000, 2000, 5000, 10_000]
        .into_iter()
        .find(|tick| to_f64(*tick) >= longest)
        .unwrap_or(10_000)
}

fn bar(what: &str, length: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length).with_message(what.to_owned());
    let style = ProgressStyle::with_template("{msg:28} {wide_bar} {percent:>3} % {eta:>4}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Writes chart, page and lines.
fn write(folder: &Path, comparisons: &[Comparison]) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let save = |name: String, text: String| {
        let path = folder.join(name);
        let written = File::create(&path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| format!("{}: {error}", path.display()))
    };
    for comparison in comparisons {
        let load = &comparison.load;
        save(format!("{load}.svg"), report::chart::svg(comparison)?)?;
        report::chart::png(comparison, &folder.join(format!("{load}.png")))?;
        let path = folder.join(format!("{load}.csv"));
        let told = |error: String| format!("{}: {error}", path.display());
        let file = File::create(&path).map_err(|error| told(error.to_string()))?;
        report::lines::write(comparison, file).map_err(|error| told(error.to_string()))?;
    }
    save("report.html".to_owned(), report::page::html(comparisons)?)
}
