//! Any text as a policy: parser, checks, compiler, and what runs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luascale_fuzz::{Call, exercise, others_still_work};

const CALLS: [Call; 3] = [
    Call {
        fuel: 3_000,
        on_request: false,
        cpu: Some(85.0),
        rps: Some(12.5),
    },
    Call {
        fuel: 10_000,
        on_request: true,
        cpu: Some(-0.0),
        rps: None,
    },
    Call {
        fuel: 1_000,
        on_request: false,
        cpu: None,
        rps: Some(f64::MAX),
    },
];

fuzz_target!(|data: &[u8]| {
    let source = String::from_utf8_lossy(data);
    exercise(&source, &CALLS);
    // What is no policy by itself may be the body of one.
    if !source.contains("autoscale") {
        let body = format!("function autoscale(m, r, ...)\n{source}\nend");
        exercise(&body, &CALLS);
    }
    others_still_work();
});
