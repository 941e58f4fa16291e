//! Load reports of an upstream. The first byte says which headers there are,
//! the rest is their value; protobuf is also given as bare bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luascale::intake::ResponseIntake;
use luascale::signal::orca::MAX_REPORT_METRICS;

const HEADERS: [&str; 3] = [
    "endpoint-load-metrics",
    "endpoint-load-metrics-bin",
    "x-load-metric",
];
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let value = match first >> 3 {
        0 => rest.to_vec(),
        1 => [b"TEXT ", rest].concat(),
        2 => [b"JSON ", rest].concat(),
        3 => [b"BIN ", base64(rest).as_slice()].concat(),
        _ => base64(rest),
    };
    let mut headers = vec![(":status".as_bytes(), b"200".as_slice())];
    for (bit, name) in HEADERS.iter().enumerate() {
        if first >> bit & 1 == 1 {
            headers.push((name.as_bytes(), &value));
        }
    }
    let intake = ResponseIntake::read(headers.clone());
    assert_eq!(intake.status, Some(200));
    assert_eq!(intake.report_headers().count(), headers.len() - 1);
    let Ok(Some(report)) = intake.report() else {
        return;
    };
    // The fields of ORCA and the metrics of `x-load-metric` come on top.
    assert!(report.len() <= MAX_REPORT_METRICS + 6 + 16);
    for (at, (name, value)) in report.iter().enumerate() {
        let legal = |byte: u8| byte.is_ascii_lowercase() || b"0123456789_.".contains(&byte);
        assert!(name.len() <= 32 && name.bytes().all(legal), "{name:?}");
        assert!(value.is_finite() && *value >= 0.0, "{name} = {value}");
        let twice = report[..at].iter().any(|(other, _)| other == name);
        assert!(!twice, "{name} twice");
    }
});

fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for group in bytes.chunks(3) {
        let mut bits = [0; 4];
        bits[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(bits);
        for at in 0..=group.len() {
            text.push(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]);
        }
    }
    text
}
