//! The newest reports over all workers, averaged over replicas.

use std::rc::Rc;
use std::time::Duration;

use super::{MAX_NAMES, MAX_REPLICAS, ReplicaReport, ReplicaReports};
use crate::time::{Timestamp, to_f64};

/// What a service's replicas say together.
#[derive(Debug, PartialEq)]
pub struct ServiceLoad<'r> {
    /// Replicas whose reports are in force.
    pub reporting: usize,
    /// When the newest of them came.
    pub newest: Timestamp,
    /// Each metric that one of them names.
    pub metrics: Vec<Averaged<'r>>,
}

/// One metric over the replicas that name it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Averaged<'r> {
    /// Its name.
    pub name: &'r str,
    sum: f64,
    count: u64,
    /// The largest value.
    pub max: f64,
}

impl Averaged<'_> {
    /// The mean value.
    pub fn mean(&self) -> f64 {
        self.sum / to_f64(self.count.max(1))
    }
}

/// A report, with the names of the worker that has it.
type Named<'r> = (&'r ReplicaReport, &'r [String]);

/// Averages the reports that workers have of one service, as far as they are
/// no older than `ttl`; `None` where there are none. What lies in `tables` may
/// come from anybody.
pub fn average<'r>(
    tables: &'r [Rc<ReplicaReports>],
    now: Timestamp,
    ttl: Duration,
) -> Option<ServiceLoad<'r>> {
    let replicas = newest(tables, now, ttl);
    let newest = replicas.iter().map(|(report, _)| report.at).max()?;
    let mut metrics: Vec<Averaged<'r>> = Vec::new();
    for (report, names) in &replicas {
        for (at, (number, value)) in report.values.iter().take(MAX_NAMES).enumerate() {
            let Some(name) = names.get(usize::from(*number)) else {
                continue;
            };
            if !value.is_finite() || *value < 0.0 {
                continue;
            }
            // Replicas of one service name the same metrics in the same order.
            let known = match metrics.get(at) {
                Some(likely) if likely.name == name => Some(at),
                _ => metrics.iter().position(|metric| metric.name == name),
            };
            if let Some(known) = known.and_then(|known| metrics.get_mut(known)) {
                known.sum += value;
                known.count = known.count.saturating_add(1);
                known.max = known.max.max(*value);
            } else if metrics.len() < MAX_NAMES {
                metrics.push(Averaged {
                    name,
                    sum: *value,
                    count: 1,
                    max: *value,
                });
            }
        }
    }
    metrics.retain(|metric| metric.sum.is_finite());
    Some(ServiceLoad {
        reporting: replicas.len(),
        newest,
        metrics,
    })
}

/// The newest report of each replica, by address.
fn newest(tables: &[Rc<ReplicaReports>], now: Timestamp, ttl: Duration) -> Vec<Named<'_>> {
    let mut found: Vec<Named<'_>> = Vec::new();
    for table in tables {
        for report in table.replicas.iter().take(MAX_REPLICAS) {
            if now.since(report.at) > ttl {
                continue;
            }
            let place = found.binary_search_by_key(&report.address, |(known, _)| known.address);
            match place {
                Ok(place) => {
                    if let Some(known) = found.get_mut(place)
                        && known.0.at < report.at
                    {
                        *known = (report, &table.names);
                    }
                }
                Err(place) if found.len() < MAX_REPLICAS => {
                    found.insert(place, (report, &table.names));
                }
                Err(_) => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TTL: Duration = Duration::from_secs(60);

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(1_000_000 + secs)
    }

    /// Address, second, metrics.
    type Report<'a> = (&'a str, u64, &'a [(&'a str, f64)]);

    /// What one worker has.
    fn table(reports: &[Report<'_>]) -> Rc<ReplicaReports> {
        let mut table = ReplicaReports::default();
        for (address, secs, values) in reports {
            let values: Vec<_> = values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value))
                .collect();
            let noted = table.note(address.as_bytes(), &values, at(*secs), 1);
            noted.unwrap();
        }
        Rc::new(table)
    }

    /// Name, mean and maximum.
    fn told<'r>(load: &'r ServiceLoad<'r>) -> Vec<(&'r str, f64, f64)> {
        let mut told: Vec<_> = load
            .metrics
            .iter()
            .map(|metric| (metric.name, metric.mean(), metric.max))
            .collect();
        told.sort_by_key(|(name, ..)| *name);
        told
    }

    #[test]
    fn replicas_count_once_whoever_saw_them_and_how_often() {
        let tables = [
            table(&[("a", 0, &[("cpu", 90.0)]), ("b", 5, &[("cpu", 20.0)])]),
            table(&[("a", 9, &[("cpu", 40.0)])]),
            table(&[("a", 3, &[("cpu", 10.0)]), ("c", 1, &[("cpu", 60.0)])]),
        ];
        let load = average(&tables, at(10), TTL).unwrap();
        assert_eq!((load.reporting, load.newest), (3, at(9)));
        assert_eq!(told(&load), [("cpu", 40.0, 60.0)]);
    }

    #[test]
    fn old_reports_count_for_nothing() {
        let tables = [table(&[
            ("a", 0, &[("cpu", 90.0)]),
            ("b", 5, &[("cpu", 20.0)]),
        ])];
        let load = average(&tables, at(61), TTL).unwrap();
        assert_eq!(load.reporting, 1);
        assert_eq!(told(&load), [("cpu", 20.0, 20.0)]);
        assert_eq!(average(&tables, at(66), TTL), None);
        assert_eq!(average(&[], at(0), TTL), None);
    }

    #[test]
    fn a_metric_is_the_mean_of_those_that_name_it() {
        let tables = [
            table(&[("a", 0, &[("queue", 4.0), ("cpu", 10.0)])]),
            table(&[
                ("b", 0, &[("cpu", 30.0), ("queue", 2.0)]),
                ("c", 0, &[("cpu", 50.0)]),
            ]),
        ];
        let load = average(&tables, at(1), TTL).unwrap();
        assert_eq!(told(&load), [("cpu", 30.0, 50.0), ("queue", 3.0, 4.0)]);
    }

    #[test]
    fn foreign_numbers_do_no_harm() {
        let foreign = ReplicaReports {
            names: vec!["cpu".into(), "big".into()],
            replicas: (0..3000)
                .map(|address| ReplicaReport {
                    address: address % 1500,
                    at: at(0),
                    values: vec![(0, f64::NAN), (9, 1.0), (0, -1.0), (1, f64::MAX), (0, 7.0)],
                })
                .collect(),
        };
        let tables = [Rc::new(foreign)];
        let load = average(&tables, at(0), TTL).unwrap();
        assert_eq!(load.reporting, MAX_REPLICAS);
        assert_eq!(
            told(&load),
            [("cpu", 7.0, 7.0)],
            "a sum beyond doubles is none"
        );
    }
}
