//! Faults to order, for tests: only with the feature `faults`, which nothing
//! that is shipped is built with.
//!
//! A request's header `x-fault` says what goes wrong: `trap` and `stall` in the
//! VM that it reaches, `trap leader` and `stall leader` in the VM that leads, at
//! its next tick; `lose leader` and `spoil` in shared data.

use std::time::Duration;

use proxy_wasm::hostcalls;
use proxy_wasm::types::MapType;

use super::host;
use crate::fleet::generation::generation_key;
use crate::fleet::kept::kept_key;
use crate::fleet::lease::LEASE_KEY;
use crate::fleet::record;
use crate::fleet::slot::{SHARDS, header_key, shard_key};
use crate::fleet::snapshot::{EPOCH_KEY, SNAPSHOT_KEY, snapshot_shard_key};

/// What the leader is to do at its next tick.
const ORDER_KEY: &str = "luascale/fault";
/// Longer than a lease lasts, and than workers leave it to others.
const STALL: Duration = Duration::from_secs(5);

/// Does what a request orders.
pub(super) fn on_request() {
    let order = hostcalls::get_map_value_bytes(MapType::HttpRequestHeaders, "x-fault");
    match order.ok().flatten().as_deref() {
        Some(b"trap") => trap(),
        Some(b"stall") => stall(),
        Some(b"trap leader") => write(ORDER_KEY, b"trap"),
        Some(b"stall leader") => write(ORDER_KEY, b"stall"),
        Some(b"lose leader") => write(LEASE_KEY, b"nobody's"),
        Some(b"spoil") => spoil(),
        _ => {}
    }
}

/// Does what the leader is to do.
pub(super) fn on_tick(leads: bool) {
    if !leads {
        return;
    }
    let order = hostcalls::get_shared_data(ORDER_KEY);
    let order = order.ok().and_then(|(order, _)| order).unwrap_or_default();
    if !order.is_empty() {
        write(ORDER_KEY, b"");
    }
    match order.as_slice() {
        b"trap" => trap(),
        b"stall" => stall(),
        _ => {}
    }
}

fn trap() {
    core::arch::wasm32::unreachable();
}

fn stall() {
    let until = host::now().plus(STALL);
    while host::now() < until {}
}

fn write(key: &str, value: &[u8]) {
    let _ = hostcalls::set_shared_data(key, Some(value), None);
}

/// Puts something foreign, cut off, or looking like a record over everything.
fn spoil() {
    let mut keys = vec![
        LEASE_KEY.to_owned(),
        SNAPSHOT_KEY.to_owned(),
        EPOCH_KEY.to_owned(),
        generation_key("luascale/"),
        kept_key("app"),
    ];
    for shard in 0..SHARDS {
        keys.push(snapshot_shard_key(shard));
        keys.extend((0..4).map(|worker| shard_key(worker, shard)));
    }
    keys.extend((0..4).map(header_key));
    for (number, key) in keys.iter().enumerate() {
        let former = hostcalls::get_shared_data(key);
        let mut value = former.ok().and_then(|(value, _)| value).unwrap_or_default();
        match number % 3 {
            0 => value = b"{\"not\": \"ours\"}".to_vec(),
            1 => value = [&record::PREFIX[..], &[0xff; 64]].concat(),
            _ => value.truncate(value.len() / 2),
        }
        write(key, &value);
    }
}
