//! Load reports are accepted and refused where Envoy's own parser does so.
//!
//! A cluster that names metrics for an LRS server has the router read reports;
//! its trace tells what became of each. The unit tests hold the filter's
//! parser to the same cases.

use serde_json::json;

use crate::support::{Ask, RawUpstream, Setup, eventually};

const CASES: &str = include_str!("../orca/cases.txt");

/// `\xNN` as the byte that it is.
fn bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().expect("one part").as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        bytes.extend(&part.as_bytes()[2..]);
    }
    bytes
}

#[tokio::test]
async fn the_cases_are_what_envoy_makes_of_them() {
    let cases: Vec<(&str, &str)> = CASES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .collect();
    let values: Vec<String> = cases.iter().map(|(_, value)| (*value).to_owned()).collect();
    let upstream = RawUpstream::start(move |path| {
        let number: usize = path[1..].parse().unwrap_or(0);
        let (name, value) = match values[number].strip_prefix("bin:") {
            Some(value) => ("endpoint-load-metrics-bin", value),
            None => ("endpoint-load-metrics", values[number].as_str()),
        };
        let mut response = format!("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n{name}: ").into_bytes();
        response.extend(bytes(value));
        response.extend(b"\r\n\r\n");
        response
    })
    .await;
    let mut setup = Setup::fixed();
    setup.edit(|object| {
        if object.contains_key("load_assignment") {
            let metrics = json!(["cpu_utilization"]);
            object.insert("lrs_report_endpoint_metrics".to_owned(), metrics);
        }
    });
    let gateway = setup.start_on(&[upstream.port()]).await;
    gateway.trace("router").await;
    let mut client = gateway.internal();
    for (number, (mark, value)) in cases.iter().enumerate() {
        let before = gateway.log().len();
        let answer = client.send(&Ask::get(&format!("/{number}"))).await;
        assert_eq!(answer.status, 200, "{value}");
        let told = |log: &String| {
            let refused = log.contains("have orca load report");
            refused || log.contains("Adding ORCA load report")
        };
        let log = async || gateway.log().get(before..).unwrap_or_default().to_owned();
        let log = eventually("what Envoy made of it", log, told).await;
        let accepted = log.contains("Adding ORCA load report");
        assert_eq!(accepted, *mark != "-", "{mark} {value}");
    }
}
