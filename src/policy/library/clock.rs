//! `clock`: the moment of the evaluation, where the operator lives.

use piccolo::table::RawTable;
use piccolo::{Context, Table};

use super::calendar::date_of;
use crate::time::Timestamp;

/// Its fields.
const FIELDS: usize = 4;

/// Sets its fields, and makes them read-only again: `unix` (seconds since the
/// Unix epoch), and `hour` (0 to 23), `minute`, and `weekday` of ISO 8601 (1 is
/// Monday, 7 is Sunday) so many minutes east of UTC.
pub(in crate::policy) fn set<'gc>(
    ctx: Context<'gc>,
    clock: Table<'gc>,
    now: Timestamp,
    utc_offset_minutes: i64,
) {
    clock.into_inner().borrow_mut(&ctx).raw_table = RawTable::with_capacity(&ctx, 0, FIELDS);
    let unix = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let offset = utc_offset_minutes.saturating_mul(60);
    let date = date_of(unix.saturating_add(offset));
    let sunday_last = if date.weekday == 0 { 7 } else { date.weekday };
    clock.set_field(ctx, "unix", unix);
    clock.set_field(ctx, "hour", date.hour);
    clock.set_field(ctx, "minute", date.minute);
    clock.set_field(ctx, "weekday", sunday_last);
    clock.freeze(&ctx);
}
