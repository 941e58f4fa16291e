//! Waiting for what another process does in its own time.

use std::fmt::Debug;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long something may take that normally takes some ticks: generous, since
/// only a failure waits for it.
const DEADLINE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);

/// Looks again and again until what is seen is `right`, and gives it.
///
/// # Panics
/// At the deadline, with what was expected and what was seen last.
pub(crate) async fn eventually<T: Debug>(
    expected: &str,
    mut look: impl AsyncFnMut() -> T,
    right: impl Fn(&T) -> bool,
) -> T {
    let deadline = Instant::now() + DEADLINE;
    loop {
        let seen = look().await;
        if right(&seen) {
            return seen;
        }
        assert!(
            Instant::now() < deadline,
            "expected {expected}, last seen after {DEADLINE:?}: {seen:?}"
        );
        sleep(PAUSE).await;
    }
}
