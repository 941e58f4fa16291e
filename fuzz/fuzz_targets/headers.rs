//! Headers of requests, and the hint that answers them.
#![no_main]

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use luascale::config::Config;
use luascale::hint::Hint;
use luascale::intake::intake;
use luascale::recommendation::Action;

const POLICY: &str = "\"policy\":\"function autoscale() end\"";

static CONFIGS: LazyLock<Vec<Config>> = LazyLock::new(|| {
    let texts = [
        format!("{{{POLICY}}}"),
        format!("{{{POLICY},\"trust\":\"all\"}}"),
        format!("{{{POLICY},\"trust\":\"none\"}}"),
    ];
    let configs = texts.iter().map(|text| Config::parse(text.as_bytes()));
    configs.map(|config| config.unwrap()).collect()
});

#[derive(Debug)]
struct Request {
    config: usize,
    headers: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<'a> Arbitrary<'a> for Request {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let config = u.choose_index(3)?;
        let mut headers = Vec::new();
        for _ in 0..u.int_in_range(0..=6)? {
            let name: &[u8] = u.choose(&[
                b"x-load-metric".as_slice(),
                b"x-scale-type",
                b"x-request-id",
                b"x-scale-hint",
                b"x-envoy-internal",
                b"x-scale-token",
                b":path",
                b":method",
                b":authority",
                b"",
            ])?;
            let name = if name.is_empty() {
                u.arbitrary()?
            } else {
                name.to_vec()
            };
            let value = match u.int_in_range(0..=3)? {
                0 => b"true".to_vec(),
                1 => {
                    let length = u.int_in_range(0..=1500)?;
                    u.bytes(length.min(u.len()))?.to_vec()
                }
                _ => u.arbitrary()?,
            };
            headers.push((name, value));
        }
        // All that is left is the one that is parsed.
        let rest = u.bytes(u.len())?.to_vec();
        headers.push((b"x-load-metric".to_vec(), rest));
        headers.push((b"x-envoy-internal".to_vec(), b"true".to_vec()));
        Ok(Self { config, headers })
    }
}

fuzz_target!(|request: Request| {
    let config = &CONFIGS[request.config];
    let headers = request.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_slice(), value.as_slice()));
    let taken = intake(config, headers);
    let mut remove = taken.remove.clone();
    remove.sort_unstable();
    remove.dedup();
    assert_eq!(remove.len(), taken.remove.len());
    let mut scale_type = None;
    if let Some(scaling) = &taken.scaling {
        assert!(taken.trusted);
        assert!(scaling.load.len() <= 16);
        for (name, value) in &scaling.load {
            assert!(
                !name.is_empty() && name.len() <= 32 && name.is_ascii(),
                "{name:?}"
            );
            assert!(value.is_finite(), "{name} = {value}");
        }
        if let Some(id) = &scaling.request_id {
            assert!(id.len() <= 128 && id.bytes().all(|byte| (0x21..0x7f).contains(&byte)));
        }
        scale_type = scaling
            .scale_type
            .as_ref()
            .map(|kind| kind.as_str().to_owned());
    }
    let hint = Hint {
        action: Action::Up,
        replicas: Some(5),
        scale_type,
        reason: Some(String::from_utf8_lossy(taken.path).into_owned()),
    };
    let line = hint.encode();
    assert!(line.len() < 650, "{}", line.len());
    assert!(
        line.bytes().all(|byte| (0x20..0x7f).contains(&byte)),
        "{line:?}"
    );
});
