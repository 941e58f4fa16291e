use super::*;
use proptest::prelude::*;

/// Values, and who accepts them; Envoy is asked in `tests/e2e`.
const CASES: &str = include_str!("../../../tests/orca/cases.txt");

/// `\xNN` as the byte that it is.
fn bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    bytes
}

fn parse(value: &str) -> Result<Metrics, Rejected> {
    match value.strip_prefix("bin:") {
        Some(value) => parse_binary_report(&bytes(value)),
        None => parse_report(&bytes(value)),
    }
}

fn metrics(values: &[(&str, f64)]) -> Result<Metrics, Rejected> {
    let owned = |(name, value): &(&str, f64)| ((*name).to_owned(), *value);
    Ok(values.iter().map(owned).collect())
}

#[test]
fn reports_are_accepted_and_refused_as_the_cases_say() {
    let mut seen = 0;
    for line in CASES.lines() {
        let Some((mark, value)) = line.split_once(' ').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        assert_eq!(parse(value).is_ok(), mark == "+", "{line}");
        seen += 1;
    }
    assert!(seen > 150, "{seen}");
}

#[test]
fn all_forms_say_the_same() {
    let wanted = [
        ("cpu", 70.0),
        ("memory", 29.0),
        ("application_utilization", 130.0),
        ("rps_fractional", 1000.5),
        ("eps", 2.0),
        ("queue", 3.0),
        ("utilization.gpu", 50.0),
    ];
    for value in [
        "TEXT cpu_utilization=0.7, mem_utilization:0.29,application_utilization=1.3,\
         rps_fractional=1000.5,eps=2,utilization.gpu=0.5,named_metrics.queue=3",
        r#"JSON {"cpu_utilization": 0.7, "memUtilization": "0.29", "application_utilization": 1.3,
           "rpsFractional": 1000.5, "eps": 2, "utilization": {"gpu": 0.5},
           "namedMetrics": {"queue": 3}, "request_cost": {"tokens": 9}}"#,
        "bin:CWZmZmZmZuY/EY/C9Shcj9I/Kg4KA2dwdREAAAAAAADgPzEAAAAAAESPQDkAAAAAAAAAQEIQCgVxdWV1\
         ZREAAAAAAAAIQEnNzMzMzMz0Pw==",
    ] {
        assert_eq!(parse(value), metrics(&wanted), "{value}");
    }
}

#[test]
fn what_no_policy_could_use_is_left_out() {
    for (value, wanted) in [
        (
            "TEXT named_metrics.Queue=1,named_metrics.a b=1,eps=1",
            &[("eps", 1.0)][..],
        ),
        ("TEXT named_metrics.\\xff=1,eps=1", &[("eps", 1.0)]),
        (r#"JSON {"cpu_utilization": -1, "eps": 1}"#, &[("eps", 1.0)]),
        (r#"JSON {"cpu_utilization": "NaN", "eps": "Infinity"}"#, &[]),
        (
            r#"JSON {"cpu_utilization": null, "named_metrics": {"a": null}}"#,
            &[],
        ),
        ("BIN CQAAAAAAAPh/", &[]),
        ("BIN CQAAAAAAAPC/", &[]),
        ("JSON {}", &[]),
        ("TEXT ,", &[]),
        ("TEXT cpu_utilization=-0", &[("cpu", 0.0)]),
    ] {
        assert_eq!(parse(value), metrics(wanted), "{value}");
    }
}

#[test]
fn of_two_equal_names_one_counts() {
    for (value, wanted) in [
        (r#"JSON {"eps": 1, "eps": 2}"#, &[("eps", 2.0)][..]),
        (
            r#"JSON {"rps": 1, "rps_fractional": 2.5}"#,
            &[("rps_fractional", 2.5)],
        ),
        (r#"JSON {"rps": "7"}"#, &[("rps_fractional", 7.0)]),
        (
            r#"JSON {"named_metrics": {"cpu": 3}, "cpuUtilization": 0.5}"#,
            &[("cpu", 50.0)],
        ),
        (
            "BIN QgwKAWERAAAAAAAA8D9CDAoBYREAAAAAAAAAQA==",
            &[("a", 2.0)],
        ),
    ] {
        assert_eq!(parse(value), metrics(wanted), "{value}");
    }
}

#[test]
fn bounds_hold() {
    for (value, wanted) in [
        (
            "TEXT cpu_utilization=11,mem_utilization=1e300",
            [("cpu", 1000.0), ("memory", 1000.0)],
        ),
        (
            "TEXT utilization.a=1e308,eps=1e308",
            [("eps", 1e308), ("", 0.0)],
        ),
    ] {
        let wanted: Vec<_> = wanted
            .into_iter()
            .filter(|(name, _)| !name.is_empty())
            .collect();
        assert_eq!(parse(value), metrics(&wanted), "{value}");
    }
    let many = |count: usize| {
        let items = (0..count).map(|at| format!("named_metrics.m{at}=1"));
        format!("TEXT {}", items.collect::<Vec<_>>().join(","))
    };
    assert_eq!(parse(&many(64)).unwrap().len(), 64);
    assert_eq!(parse(&many(65)), Err(Rejected::TooMany));
    let long = |length: usize| format!("TEXT eps=1{}", " ".repeat(length - 10));
    assert!(parse(&long(8192)).is_ok());
    assert_eq!(parse(&long(8193)), Err(Rejected::TooLong));
    assert_eq!(
        parse(&format!("bin:{}", "A".repeat(8193))),
        Err(Rejected::TooLong)
    );
    let deep = format!(r#"JSON {{"named_metrics": {}"#, r#"{"a":"#.repeat(1000));
    assert_eq!(parse(&deep), Err(Rejected::Malformed));
}

#[test]
fn a_cause_is_named() {
    use Rejected::*;
    for (value, cause) in [
        ("", Unsupported),
        ("text eps=1", Unsupported),
        ("TEXT eps", Malformed),
        ("TEXT eps=1,eps=1", Duplicate),
        ("TEXT rps=1", BadName),
        ("TEXT named_metrics.=1", BadName),
        ("TEXT eps=x", BadNumber),
        ("TEXT eps=-1", OutOfRange),
        ("TEXT eps=inf", OutOfRange),
        ("JSON [", Malformed),
        (r#"JSON {"load": 1}"#, BadName),
        (r#"JSON {"eps": true}"#, BadNumber),
        (r#"JSON {"named_metrics": 1}"#, Malformed),
        ("BIN !", Malformed),
        ("bin:AAA=", Malformed),
    ] {
        assert_eq!(parse(value), Err(cause), "{value}");
    }
}

fn promise(metrics: &Metrics) -> Result<(), TestCaseError> {
    prop_assert!(metrics.len() <= MAX_REPORT_METRICS + 6);
    for (at, (name, value)) in metrics.iter().enumerate() {
        prop_assert!(crate::signal::is_name(name), "{name}");
        prop_assert!(value.is_finite() && value.is_sign_positive(), "{value}");
        prop_assert!(
            !metrics[..at].iter().any(|(other, _)| other == name),
            "{name} twice"
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_survived(
        prefix in prop::sample::select(vec![&b""[..], TEXT, JSON, BINARY]),
        rest in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let value = [prefix, &rest].concat();
        for report in [parse_report(&value), parse_binary_report(&value)].into_iter().flatten() {
            promise(&report)?;
        }
    }

    #[test]
    fn near_misses_keep_the_promise(
        text in r"(cpu_utilization|eps|named_metrics\.[a-c ]{0,2}|utilization\.x|rps)[=: ]{1,2}[-+0-9.exp]{0,6}(,[ ,]?(eps|mem_utilization)=[0-9e]{0,4}){0,2}",
        json in r#"\{("(eps|rps|cpuUtilization|named_metrics)":[-0-9.e"{}an:]{0,8},?){0,3}\}?"#,
        binary in "[A-Za-z0-9+/]{0,40}={0,3}",
    ) {
        for value in [format!("TEXT {text}"), format!("JSON {json}"), format!("BIN {binary}")] {
            if let Ok(report) = parse(&value) {
                promise(&report)?;
            }
        }
    }

    #[test]
    fn messages_read_back(
        cpu in 0.0..10.0, eps in proptest::option::of(0.0..1e9),
        named in proptest::collection::btree_map("[a-z][a-z0-9_]{0,20}", 0.0..1e12, 0..9),
    ) {
        let mut message = Vec::new();
        prost::encoding::double::encode(1, &cpu, &mut message);
        for (name, value) in &named {
            let mut entry = Vec::new();
            prost::encoding::string::encode(1, name, &mut entry);
            prost::encoding::double::encode(2, value, &mut entry);
            prost::encoding::bytes::encode(8, &entry, &mut message);
        }
        if let Some(eps) = eps {
            prost::encoding::double::encode(7, &eps, &mut message);
        }
        let report = binary::read(data_encode(&message).as_bytes()).unwrap().into_metrics();
        let find = |wanted: &str| report.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
        prop_assert!((find("cpu").unwrap() - cpu * 100.0).abs() < 1e-5);
        for (name, value) in &named {
            if !["cpu", "eps"].contains(&name.as_str()) {
                prop_assert_eq!(find(name), Some(*value));
            }
        }
        if let Some(eps) = eps {
            prop_assert_eq!(find("eps"), Some(eps));
        }
    }
}

/// Base64 without padding.
fn data_encode(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let mut bits = [0; 4];
        bits[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(bits);
        for at in 0..=group.len() {
            let letter = (bits >> (18 - 6 * at)) & 63;
            text.push(char::from(LETTERS[letter as usize]));
        }
    }
    text
}
