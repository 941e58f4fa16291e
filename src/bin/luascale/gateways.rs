//! Gateways' status routes, over HTTP: what is asked of them and told to them.

use std::net::ToSocketAddrs;
use std::thread;
use std::time::Duration;

use clap::Args;
use serde_json::json;

/// A gateway that takes longer is away for this round.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Longest answer that is read.
const MAX_BYTES: u64 = 1024 * 1024;

/// Where one or, by its name, many gateways tell their status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusUrl {
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
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
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

/// Where a service is asked for, and by whom.
#[derive(Clone, Debug, Args)]
pub(crate) struct Access {
    /// Status path of a gateway; again for more, or a name of many addresses
    #[arg(long, value_name = "URL", required = true, value_parser = StatusUrl::parse)]
    url: Vec<StatusUrl>,
    /// Id of the service, as in its URL
    #[arg(long, value_name = "ID", value_parser = service_id)]
    pub(crate) service: String,
    /// Header of the shared token (`trust`)
    #[arg(long, value_name = "NAME", default_value = "x-scale-token")]
    token_header: String,
    /// Variable that holds the token
    #[arg(long, value_name = "VARIABLE")]
    token_env: Option<String>,
}

fn service_id(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-~".contains(&byte);
    match !text.is_empty() && text.bytes().all(plain) {
        true => Ok(text.to_owned()),
        false => Err("must be of [A-Za-z0-9_~-]; GET …/v1/services lists the ids".to_owned()),
    }
}

/// All gateways of a service.
#[derive(Debug)]
pub(crate) struct Gateways {
    urls: Vec<StatusUrl>,
    service: String,
    /// Header and value that let us in.
    token: Option<(String, String)>,
    agent: ureq::Agent,
}

impl Gateways {
    /// Reaches nobody yet.
    ///
    /// # Errors
    /// The variable with the token is missing.
    pub(crate) fn new(access: &Access) -> Result<Self, String> {
        let token = match &access.token_env {
            None => None,
            Some(variable) => {
                let value = std::env::var(variable)
                    .map_err(|_| format!("--token-env {variable}: there is no such variable"))?;
                Some((access.token_header.clone(), value))
            }
        };
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            // Nothing but the gateways themselves.
            .max_redirects(0)
            .proxy(None)
            .build()
            .new_agent();
        Ok(Self {
            urls: access.url.clone(),
            service: access.service.clone(),
            token,
            agent,
        })
    }

    /// Asks all of them at once for the service's JSON. Gives for each, by its
    /// address, the text; `None` where there was no decision yet; or why it is
    /// not to be had.
    pub(crate) fn ask(&self) -> Vec<(String, Result<Option<String>, String>)> {
        self.each(|base| self.ask_one(base))
    }

    /// Tells all of them what runs. Gives those that did not take it.
    pub(crate) fn tell(&self, replicas: u32) -> Vec<(String, String)> {
        let told = self.each(|base| self.tell_one(base, replicas));
        let refused = told
            .into_iter()
            .filter_map(|(gateway, told)| Some((gateway, told.err()?)));
        refused.collect()
    }

    fn each<T: Send>(
        &self,
        act: impl Fn(&str) -> Result<T, String> + Sync,
    ) -> Vec<(String, Result<T, String>)> {
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
                        .unwrap_or_else(|_| Err("the question ended in a panic".to_owned()))
                });
                (gateway, ended)
            });
            ended.collect()
        })
    }

    fn ask_one(&self, base: &str) -> Result<Option<String>, String> {
        let mut request = self
            .agent
            .get(format!("{base}/v1/services/{}", self.service));
        if let Some((header, value)) = &self.token {
            request = request.header(header, value);
        }
        let mut response = request.call().map_err(|error| error.to_string())?;
        let body = response.body_mut().with_config().limit(MAX_BYTES);
        let text = body.read_to_string().map_err(|error| error.to_string())?;
        match response.status().as_u16() {
            200 => Ok(Some(text)),
            503 => Ok(None),
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
        if let Some((header, value)) = &self.token {
            request = request.header(header, value);
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
}
