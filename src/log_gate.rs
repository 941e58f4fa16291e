//! Keeps the log readable: a script or a peer that fails on each request must
//! not fill a disk.

use std::time::Duration;

use crate::time::Timestamp;

/// Lets so many lines through per period, and counts the rest.
#[derive(Debug)]
pub struct LogGate {
    period: Duration,
    lines: u32,
    began: Timestamp,
    passed: u32,
}

impl LogGate {
    /// A gate for `lines` lines per `period`.
    pub const fn new(lines: u32, period: Duration) -> Self {
        Self {
            period,
            lines,
            began: Timestamp::from_micros(0),
            passed: 0,
        }
    }

    /// Whether one more line may pass.
    pub fn admit(&mut self, now: Timestamp) -> bool {
        // A clock that stepped back opens the gate rather than closing it.
        if now < self.began || now.since(self.began) >= self.period {
            self.began = now;
            self.passed = 0;
        }
        let open = self.passed < self.lines;
        self.passed = self.passed.saturating_add(u32::from(open));
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_lines_per_period() {
        let mut gate = LogGate::new(2, Duration::from_secs(10));
        let story: Vec<bool> = [100, 100, 101, 109, 110, 111, 112, 50]
            .into_iter()
            .map(|secs| gate.admit(Timestamp::from_secs(secs)))
            .collect();
        assert_eq!(story, [true, true, false, false, true, true, false, true]);
    }
}
