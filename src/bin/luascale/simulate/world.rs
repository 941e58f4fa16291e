//! The simulation: requests, slots and replicas, event by event.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::time::Duration;

use luascale::time::{Timestamp, to_f64};

use super::load::{Arrival, Load};
use super::model::Model;
use super::scaler::{self, Autoscaler, Seen};
use super::score::{Sample, Score};
use super::units::micros;

/// What happens next; in one moment, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A replica has answered a request that came in at `begun_us`.
    Finished { replica: u32, begun_us: u64 },
    /// A replica takes requests from now on.
    Ready { replica: u32 },
    /// The autoscaler looks.
    Look,
    /// A line of the record.
    Sample,
}

#[derive(Clone, Copy, Debug)]
struct Replica {
    ready: bool,
    /// It takes no more requests and goes with the last.
    leaving: bool,
    busy: u32,
    /// Slot-microseconds until `since_us`.
    busy_us: u64,
    since_us: u64,
    asked_us: u64,
}

impl Replica {
    fn worked_us(&self, now_us: u64) -> u64 {
        let more = now_us.saturating_sub(self.since_us) * u64::from(self.busy);
        self.busy_us + more
    }

    fn change(&mut self, now_us: u64, busy: u32) {
        self.busy_us = self.worked_us(now_us);
        self.since_us = now_us;
        self.busy = busy;
    }
}

/// One service under one load with one autoscaler.
pub(crate) struct World<'w> {
    model: Model,
    load: &'w Load,
    scaler: &'w mut dyn Autoscaler,
    now_us: u64,
    events: BinaryHeap<Reverse<(u64, Event)>>,
    replicas: BTreeMap<u32, Replica>,
    next_id: u32,
    /// Requests without a slot: when they came, and their work.
    queue: VecDeque<(u64, f64)>,
    inflight: u32,
    desired: u32,
    sample_us: u64,
    score: Score,
    seen: Vec<scaler::Replica>,
}

impl<'w> World<'w> {
    pub(crate) fn new(
        model: Model,
        load: &'w Load,
        scaler: &'w mut dyn Autoscaler,
        sample_us: u64,
    ) -> Self {
        let mut world = Self {
            model,
            load,
            scaler,
            now_us: 0,
            events: BinaryHeap::new(),
            replicas: BTreeMap::new(),
            next_id: 1,
            queue: VecDeque::new(),
            inflight: 0,
            // It begins as somebody would have set it up: enough for the first
            // load.
            desired: model.needed(load.rps(0)).max(1),
            sample_us,
            score: Score::new(model),
            seen: Vec::new(),
        };
        for _ in 0..world.desired {
            let id = world.start();
            world.ready(id);
        }
        world.plan(world.look_us(), Event::Look);
        world.plan(sample_us, Event::Sample);
        world
    }

    /// Runs to the end; `progress` is told the share that is over.
    pub(crate) fn run(mut self, seed: u64, mut progress: impl FnMut(u64)) -> Result<Score, String> {
        let load = self.load;
        let mut arrivals = load.arrivals(seed).peekable();
        loop {
            let next = self.events.peek().map(|Reverse((at_us, _))| *at_us);
            let event_us = next.unwrap_or(u64::MAX);
            if let Some(arrival) = arrivals.next_if(|it| it.at_us < event_us)
                && arrival.at_us < load.span_us
            {
                self.now_us = arrival.at_us;
                self.arrive(arrival);
                continue;
            }
            let Some(Reverse((at_us, event))) = self.events.pop() else {
                break;
            };
            if at_us > load.span_us {
                break;
            }
            self.now_us = at_us;
            match event {
                Event::Finished { replica, begun_us } => self.finish(replica, begun_us),
                Event::Ready { replica } => self.ready(replica),
                Event::Look => self.look()?,
                Event::Sample => {
                    self.sample();
                    progress(at_us);
                }
            }
        }
        self.now_us = load.span_us;
        // What still waits has come too late already, or is nobody's fault.
        self.give_up();
        for replica in self.replicas.values() {
            self.score.ran(self.now_us.saturating_sub(replica.asked_us));
        }
        Ok(self.score)
    }

    fn plan(&mut self, in_us: u64, event: Event) {
        let at_us = self.now_us.saturating_add(in_us);
        self.events.push(Reverse((at_us, event)));
    }

    fn clock(&self, at_us: u64) -> Timestamp {
        Timestamp::from_secs(self.load.start_s).plus(Duration::from_micros(at_us))
    }

    fn look_us(&self) -> u64 {
        luascale::time::micros(self.scaler.period()).max(1)
    }

    fn arrive(&mut self, arrival: Arrival) {
        let now = self.clock(self.now_us);
        self.scaler.arrived(now);
        self.score.arrived();
        self.inflight += 1;
        match self.idlest() {
            Some(id) => self.work(id, arrival.at_us, arrival.work),
            None => self.queue.push_back((arrival.at_us, arrival.work)),
        }
    }

    /// The ready replica with the most free slots, if any has one.
    fn idlest(&self) -> Option<u32> {
        let slots = self.model.slots;
        let free = self
            .replicas
            .iter()
            .filter(|(_, it)| it.ready && !it.leaving && it.busy < slots);
        free.min_by_key(|(_, it)| it.busy).map(|(id, _)| *id)
    }

    fn work(&mut self, id: u32, begun_us: u64, work: f64) {
        let takes_us = micros(to_f64(self.model.service_us) * work).max(1);
        let now_us = self.now_us;
        if let Some(replica) = self.replicas.get_mut(&id) {
            replica.change(now_us, replica.busy + 1);
        }
        let replica = id;
        self.plan(takes_us, Event::Finished { replica, begun_us });
    }

    fn finish(&mut self, id: u32, begun_us: u64) {
        let (begun, now) = (self.clock(begun_us), self.clock(self.now_us));
        self.inflight = self.inflight.saturating_sub(1);
        self.scaler.ended(begun, now, Some(id));
        self.score.answered(self.now_us.saturating_sub(begun_us));
        let now_us = self.now_us;
        if let Some(replica) = self.replicas.get_mut(&id) {
            replica.change(now_us, replica.busy.saturating_sub(1));
            if replica.leaving && replica.busy == 0 {
                self.end(id);
                return;
            }
        }
        self.fill();
    }

    fn ready(&mut self, id: u32) {
        if let Some(replica) = self.replicas.get_mut(&id) {
            replica.ready = true;
            self.fill();
        }
    }

    /// Gives waiting requests the slots that are free.
    fn fill(&mut self) {
        self.give_up();
        while !self.queue.is_empty() {
            let Some(id) = self.idlest() else { break };
            let Some((begun_us, work)) = self.queue.pop_front() else {
                break;
            };
            self.work(id, begun_us, work);
        }
    }

    /// Fails the requests that have waited for too long.
    fn give_up(&mut self) {
        while let Some((begun_us, _)) = self.queue.front().copied()
            && self.now_us.saturating_sub(begun_us) > self.model.timeout_us
        {
            self.queue.pop_front();
            self.inflight = self.inflight.saturating_sub(1);
            let begun = self.clock(begun_us);
            let now = self.clock(self.now_us);
            self.scaler.ended(begun, now, None);
            self.score.failed();
        }
    }

    fn look(&mut self) -> Result<(), String> {
        self.give_up();
        self.seen.clear();
        for (id, replica) in &self.replicas {
            if !replica.leaving {
                self.seen.push(scaler::Replica {
                    id: *id,
                    ready: replica.ready,
                    busy_us: replica.worked_us(self.now_us),
                });
            }
        }
        let seen = Seen {
            now: self.clock(self.now_us),
            inflight: self.inflight,
            replicas: &self.seen,
        };
        if let Some(desired) = self.scaler.look(&seen)? {
            self.scale(desired);
        }
        self.plan(self.look_us(), Event::Look);
        Ok(())
    }

    fn scale(&mut self, desired: u32) {
        if desired != self.desired {
            self.desired = desired;
            self.score.changed();
        }
        let mut staying: Vec<(bool, u32, u32)> = self
            .replicas
            .iter()
            .filter(|(_, it)| !it.leaving)
            .map(|(id, it)| (it.ready, it.busy, *id))
            .collect();
        let count = u32::try_from(staying.len()).unwrap_or(u32::MAX);
        for _ in count..desired {
            let replica = self.start();
            self.plan(self.model.startup_us, Event::Ready { replica });
        }
        // Those that still start go first, then those with the least to finish.
        staying.sort_unstable();
        let surplus = usize::try_from(count.saturating_sub(desired)).unwrap_or(usize::MAX);
        for (_, busy, id) in staying.into_iter().take(surplus) {
            if busy == 0 {
                self.end(id);
            } else if let Some(replica) = self.replicas.get_mut(&id) {
                replica.leaving = true;
            }
        }
    }

    fn start(&mut self) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        let replica = Replica {
            ready: false,
            leaving: false,
            busy: 0,
            busy_us: 0,
            since_us: self.now_us,
            asked_us: self.now_us,
        };
        self.replicas.insert(id, replica);
        id
    }

    fn end(&mut self, id: u32) {
        if let Some(replica) = self.replicas.remove(&id) {
            self.score.ran(self.now_us.saturating_sub(replica.asked_us));
        }
    }

    fn sample(&mut self) {
        self.give_up();
        let count = |which: fn(&Replica) -> bool| {
            let count = self.replicas.values().filter(|it| which(it)).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        // The middle of the time that the line stands for.
        let middle_us = self.now_us.saturating_sub(self.sample_us / 2);
        let rps = self.load.rps(middle_us);
        let sample = Sample {
            at_us: self.now_us,
            rps,
            needed: self.model.needed(rps),
            ready: count(|it| it.ready && !it.leaving),
            starting: count(|it| !it.ready),
            desired: self.desired,
            inflight: self.inflight,
            queued: u32::try_from(self.queue.len()).unwrap_or(u32::MAX),
            reason: self.scaler.reason(),
            ..Sample::default()
        };
        self.score.sample(sample);
        self.plan(self.sample_us, Event::Sample);
    }
}
