//! Asks gateways, and tells them what runs.

use std::net::ToSocketAddrs;
use std::thread;
use std::time::Duration;

use luascale::recommendation::Scope;
use serde_json::{Value, json};

use super::fleet::{Answer, Told};

/// A gateway that takes longer is away for this round.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Longest answer that is read.
const MAX_BYTES: u64 = 1024 * 1024;

/// Where one or, by its name, many gateways tell their status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StatusUrl {
    host: String,
    port: u16,
    /// The status path, without a slash at its end.
    path: String,
}

impl StatusUrl {
    /// Reads `http://HOST[:PORT]/PATH`.
    ///
    /// # Errors
    /// What is wrong, and what it must be.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| {
            format!("{text}: {what}, must be http://HOST:PORT/PATH, the status path of a gateway")
        };
        let rest = text.strip_prefix("http://").ok_or_else(|| {
            wrong(match text.starts_with("https://") {
                true => "TLS is not spoken (the status port is an internal one)",
                false => "it does not begin with http://",
            })
        })?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let port = port.parse().map_err(|_| wrong("the port is none"))?;
                (host, port)
            }
            _ => (authority, 80),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || path.is_empty() || path.contains(['?', '#', ' ']) {
            return Err(wrong("host and path are needed, and no query"));
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            path: path.trim_end_matches('/').to_owned(),
        })
    }

    /// The gateways behind it, as base URLs; the name itself where it does not
    /// resolve, so that it is known to be away.
    fn gateways(&self) -> Vec<(String, Result<String, String>)> {
        let name = format!("{}:{}", self.host, self.port);
        let found = (self.host.as_str(), self.port).to_socket_addrs();
        match found {
            Ok(addresses) => {
                let mut all: Vec<String> = addresses.map(|it| it.to_string()).collect();
                all.sort();
                all.dedup();
                let base = |address: String| {
                    let base = format!("http://{address}/{}", self.path);
                    (address, Ok(base))
                };
                all.into_iter().map(base).collect()
            }
            Err(error) => vec![(name, Err(error.to_string()))],
        }
    }
}

/// A header that lets the scaler in.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) header: String,
    pub(super) value: String,
}

/// All gateways of a service.
#[derive(Debug)]
pub(super) struct Gateways {
    urls: Vec<StatusUrl>,
    service: String,
    token: Option<Token>,
    agent: ureq::Agent,
}

impl Gateways {
    pub(super) fn new(urls: Vec<StatusUrl>, service: String, token: Option<Token>) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            // Nothing but the gateways themselves.
            .max_redirects(0)
            .proxy(None)
            .build()
            .new_agent();
        Self {
            urls,
            service,
            token,
            agent,
        }
    }

    /// Asks all of them at once. Gives an answer for each, by its address.
    pub(super) fn ask(&self) -> Vec<(String, Answer)> {
        self.each(|base| self.ask_one(base).unwrap_or_else(Answer::Away))
            .into_iter()
            .map(|(gateway, answer)| (gateway, answer.unwrap_or_else(Answer::Away)))
            .collect()
    }

    /// Tells all of them what runs. Gives those that did not take it.
    pub(super) fn tell(&self, replicas: u32) -> Vec<(String, String)> {
        let told = self.each(|base| self.tell_one(base, replicas));
        let refused = told
            .into_iter()
            .filter_map(|(gateway, told)| Some((gateway, told.and_then(|told| told).err()?)));
        refused.collect()
    }

    fn each<T: Send>(&self, act: impl Fn(&str) -> T + Sync) -> Vec<(String, Result<T, String>)> {
        let gateways = self.urls.iter().flat_map(StatusUrl::gateways);
        let act = &act;
        thread::scope(|scope| {
            let running: Vec<_> = gateways
                .map(|(gateway, base)| {
                    let work = base.map(|base| scope.spawn(move || act(&base)));
                    (gateway, work)
                })
                .collect();
            let ended = running.into_iter().map(|(gateway, work)| {
                let ended = work.and_then(|work| {
                    work.join()
                        .map_err(|_| "the question ended in a panic".to_owned())
                });
                (gateway, ended)
            });
            ended.collect()
        })
    }

    fn ask_one(&self, base: &str) -> Result<Answer, String> {
        let mut request = self
            .agent
            .get(format!("{base}/v1/services/{}", self.service));
        if let Some(token) = &self.token {
            request = request.header(&token.header, &token.value);
        }
        let mut response = request.call().map_err(|error| error.to_string())?;
        let body = response.body_mut().with_config().limit(MAX_BYTES);
        let text = body.read_to_string().map_err(|error| error.to_string())?;
        match response.status().as_u16() {
            200 => read(&text),
            503 => Ok(Answer::Undecided),
            404 => Err(format!("it knows no service {}", self.service)),
            403 => Err("it lets nobody like us read (status.read, or --token-env)".to_owned()),
            code => Err(format!("status {code}")),
        }
    }

    fn tell_one(&self, base: &str, replicas: u32) -> Result<(), String> {
        let path = format!("{base}/v1/services/{}/replicas", self.service);
        let mut request = self
            .agent
            .put(path)
            .header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header(&token.header, &token.value);
        }
        let response = request
            .send(json!({ "ready": replicas }).to_string())
            .map_err(|error| error.to_string())?;
        match response.status().as_u16() {
            200..=299 => Ok(()),
            403 => Err("it lets nobody like us write (status.write, or --token-env)".to_owned()),
            code => Err(format!("status {code}")),
        }
    }
}

/// The decision in a service's JSON.
fn read(text: &str) -> Result<Answer, String> {
    let told: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let number = |key: &str| told.get(key).and_then(Value::as_f64);
    let desired = told.get("desired_replicas").and_then(Value::as_u64);
    let desired = desired.and_then(|desired| u32::try_from(desired).ok());
    let (Some(desired), Some(demand)) = (desired, number("demand")) else {
        return Ok(Answer::Undecided);
    };
    let scope = match told.get("scope").and_then(Value::as_str) {
        Some("share") => Scope::Share,
        Some("fleet") => Scope::Fleet,
        other => return Err(format!("scope {other:?} is neither share nor fleet")),
    };
    if demand < 0.0 {
        return Err(format!("a demand of {demand}"));
    }
    Ok(Answer::Told(Told {
        demand,
        scope,
        demand_age_s: number("demand_age_s").unwrap_or(0.0),
        desired,
        reason: told
            .get("reason")
            .and_then(Value::as_str)
            .map(str::to_owned),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_url_has_host_port_and_path() {
        let url = |host: &str, port, path: &str| {
            Ok(StatusUrl {
                host: host.to_owned(),
                port,
                path: path.to_owned(),
            })
        };
        for (text, wanted) in [
            (
                "http://gateway.default.svc:8091/-/luascale/",
                url("gateway.default.svc", 8091, "-/luascale"),
            ),
            (
                "http://10.0.0.1/-/luascale",
                url("10.0.0.1", 80, "-/luascale"),
            ),
            ("http://[::1]:8091/x", url("::1", 8091, "x")),
            ("http://[::1]/x", url("::1", 80, "x")),
        ] {
            assert_eq!(StatusUrl::parse(text), wanted);
        }
        for (text, fault) in [
            ("gateway:8091/x", "does not begin with http://"),
            ("https://gateway/x", "TLS is not spoken"),
            ("http://gateway:80910/x", "the port is none"),
            ("http://gateway:8091", "host and path"),
            ("http://:8091/x", "host and path"),
            ("http://gateway/x?y", "no query"),
        ] {
            let told = StatusUrl::parse(text).unwrap_err();
            assert!(told.contains(fault) && told.contains(text), "{told}");
        }
    }

    #[test]
    fn a_decision_is_read_and_no_data_is_no_decision() {
        let text = r#"{"desired_replicas": 7, "demand": 8.6, "scope": "share",
            "demand_age_s": 0.1, "reason": "why", "more": []}"#;
        let Ok(Answer::Told(told)) = read(text) else {
            panic!("a decision");
        };
        assert_eq!((told.desired, told.demand), (7, 8.6));
        for text in ["{}", r#"{"desired_replicas": null, "demand": null}"#] {
            assert_eq!(read(text), Ok(Answer::Undecided), "{text}");
        }
        for text in [
            "",
            "<html>",
            r#"{"desired_replicas": 7, "demand": 1, "scope": "all"}"#,
            r#"{"desired_replicas": 7, "demand": -1, "scope": "fleet"}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
