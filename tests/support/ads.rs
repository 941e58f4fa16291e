//! A control plane, as far as Envoy takes clusters and listeners from it: the
//! aggregated discovery service, over gRPC.
//!
//! Filters are told as `TypedStruct`, whose value Envoy reads like JSON. So only
//! what is around them is written field by field, by the numbers in
//! `envoy/config/{listener,cluster,endpoint,core}/v3`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use prost::Message;
use prost_types::Struct;
use prost_types::value::Kind;
use serde_json::Value;

use super::grpc::{frame, serve, take_frame};
use super::protobuf::{any, field, first, message, number_field, structure, text};

pub(crate) const CLUSTERS: &str = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
pub(crate) const LISTENERS: &str = "type.googleapis.com/envoy.config.listener.v3.Listener";
const TYPED_STRUCT: &str = "type.googleapis.com/xds.type.v3.TypedStruct";

/// A server on a port of its own, until the runtime ends. Clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct Ads {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Each an `Any`, by their type.
    resources: BTreeMap<&'static str, Vec<Vec<u8>>>,
    /// Texts in the metadata of the node that asked.
    node: BTreeMap<String, String>,
    /// What was accepted, by its type.
    accepted: Vec<String>,
    refused: Vec<String>,
}

impl Ads {
    /// Has nothing to tell, until it is given something.
    pub(crate) fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let address = serve(move |request| respond(request, Arc::clone(&shared)));
        Self { address, state }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Tells these to whoever asks from now on.
    pub(super) fn serve(&self, clusters: &[Value], listeners: &[Value]) {
        let of = |type_url: &'static str, encode: fn(&Value) -> Vec<u8>, all: &[Value]| {
            let all = all.iter().map(|it| any(type_url, encode(it)));
            (type_url, all.collect())
        };
        self.state.lock().expect("no panic while locked").resources = BTreeMap::from([
            of(CLUSTERS, cluster, clusters),
            of(LISTENERS, listener, listeners),
        ]);
    }

    /// A text in the metadata of the node that asked.
    pub(crate) fn node_metadata(&self, name: &str) -> Option<String> {
        let state = self.state.lock().expect("no panic while locked");
        state.node.get(name).cloned()
    }

    /// The types whose resources Envoy said to have accepted.
    ///
    /// # Panics
    /// Where it refused some.
    pub(crate) fn accepted(&self) -> Vec<String> {
        let state = self.state.lock().expect("no panic while locked");
        assert!(state.refused.is_empty(), "refused: {:?}", state.refused);
        state.accepted.clone()
    }
}

async fn respond(
    request: Request<Incoming>,
    state: Arc<Mutex<State>>,
) -> Result<Response<Channel<Bytes>>, Infallible> {
    assert_eq!(
        request.uri().path(),
        "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources"
    );
    let (sender, body) = Channel::new(1);
    tokio::spawn(converse(request.into_body(), sender, state));
    let response = Response::builder().header("content-type", "application/grpc");
    Ok(response.body(body).expect("a response"))
}

/// Answers request by request, until Envoy is gone.
async fn converse(mut body: Incoming, mut sender: Sender<Bytes>, state: Arc<Mutex<State>>) {
    let mut unread = Vec::new();
    while let Some(Ok(part)) = body.frame().await {
        unread.extend(part.into_data().unwrap_or_default());
        while let Some(request) = take_frame(&mut unread) {
            let answer = state.lock().expect("no panic while locked").take(&request);
            let Some(answer) = answer else { continue };
            if sender.send_data(frame(&answer).into()).await.is_err() {
                return;
            }
        }
    }
}

impl State {
    /// Takes a `DiscoveryRequest`; gives the `DiscoveryResponse` to one that answers
    /// none of ours.
    fn take(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let [node, type_url, nonce, error] = [2, 4, 5, 6].map(|it| first(request, it));
        // Envoy names itself in the first request alone.
        if !node.is_empty() {
            let metadata = Struct::decode(first(node, 3)).expect("a Struct");
            let texts = metadata.fields.into_iter().filter_map(|(name, value)| {
                let Some(Kind::StringValue(text)) = value.kind else {
                    return None;
                };
                Some((name, text))
            });
            self.node = texts.collect();
        }
        let type_url = text(type_url);
        if !error.is_empty() {
            self.refused.push(text(first(error, 2)));
            return None;
        }
        if !nonce.is_empty() {
            self.accepted.push(type_url);
            return None;
        }
        let resources = self.resources.get(&*type_url).into_iter().flatten();
        let resources: Vec<u8> = resources.flat_map(|it| field(2, it)).collect();
        Some(message([
            field(1, "1"),
            resources,
            field(4, &type_url),
            field(5, "1"),
        ]))
    }
}

// ---- from what a file would say

/// An object's fields.
///
/// # Panics
/// Where it has others, which nobody would be told.
fn parts<'v, const N: usize>(value: &'v Value, names: [&str; N]) -> [&'v Value; N] {
    let object = value.as_object().expect("an object");
    for name in object.keys() {
        assert!(names.contains(&&**name), "{name} is not told: {value}");
    }
    names.map(|name| &value[name])
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn bytes(value: &Value) -> &[u8] {
    value.as_str().expect("a text").as_bytes()
}

fn listener(value: &Value) -> Vec<u8> {
    let [name, at, chains] = parts(value, ["name", "address", "filter_chains"]);
    let chains = list(chains).iter().flat_map(|chain| {
        let [filters] = parts(chain, ["filters"]);
        let filters = list(filters).iter().flat_map(|it| field(3, filter(it)));
        field(3, filters.collect::<Vec<u8>>())
    });
    message([
        field(1, bytes(name)),
        field(2, address(at)),
        chains.collect(),
    ])
}

fn filter(value: &Value) -> Vec<u8> {
    let [name, config] = parts(value, ["name", "typed_config"]);
    let mut config = config.as_object().expect("a message").clone();
    let type_url = config.remove("@type").expect("a type");
    let typed = message([
        field(1, bytes(&type_url)),
        field(2, structure(&config).encode_to_vec()),
    ]);
    message([field(1, bytes(name)), field(4, any(TYPED_STRUCT, typed))])
}

fn cluster(value: &Value) -> Vec<u8> {
    let [name, kind, assignment] = parts(value, ["name", "type", "load_assignment"]);
    assert_eq!(kind, "STATIC", "Envoy's default");
    let [of, localities] = parts(assignment, ["cluster_name", "endpoints"]);
    let localities = list(localities).iter().flat_map(|locality| {
        let [endpoints] = parts(locality, ["lb_endpoints"]);
        let endpoints = list(endpoints).iter().flat_map(|endpoint| {
            let [endpoint] = parts(endpoint, ["endpoint"]);
            let [at] = parts(endpoint, ["address"]);
            field(2, field(1, field(1, address(at))))
        });
        field(2, endpoints.collect::<Vec<u8>>())
    });
    let assignment = message([field(1, bytes(of)), localities.collect()]);
    message([field(1, bytes(name)), field(33, assignment)])
}

fn address(value: &Value) -> Vec<u8> {
    let [socket] = parts(value, ["socket_address"]);
    let [address, port] = parts(socket, ["address", "port_value"]);
    let port = port.as_u64().expect("a port");
    let socket = message([field(2, bytes(address)), number_field(3, port)]);
    field(1, socket)
}
