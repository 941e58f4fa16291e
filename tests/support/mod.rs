//! A real Envoy with the configuration that is shipped, an upstream, clients
//! and a load: what the end-to-end tests and the benchmark have in common.
//!
//! Nothing here knows what the filter should answer. The shipped files in
//! `envoy/` are read, changed only where a run must differ (ports, paths, what
//! a test is about), and given to Envoy; what Envoy does is observed from
//! outside: responses, the status routes, its stats, its log.

mod ads;
mod browser;
mod client;
mod configurations;
mod control_planes;
mod envoy;
mod eventually;
mod gateway;
mod grpc;
mod http2;
mod load;
mod model;
mod mortal;
mod observe;
mod otlp;
mod paths;
mod ports;
mod prometheus;
mod protobuf;
mod raw;
mod receiver;
mod setup;
mod streams;
mod upstream;
mod versions;
mod yaml;

pub(crate) use ads::Ads;
pub(crate) use browser::Browser;
pub(crate) use client::{Answer, Ask, Client};
pub(crate) use configurations::{Configuration, Kind};
pub(crate) use eventually::eventually;
pub(crate) use gateway::Gateway;
pub(crate) use http2::Http2Client;
pub(crate) use load::Load;
pub(crate) use model::{Model, Piece};
pub(crate) use mortal::{Mortal, Then};
pub(crate) use observe::Stats;
pub(crate) use otlp::{Collector, Point};
pub(crate) use paths::{envoy, repository, wasm};
pub(crate) use ports::{Port, free_port};
pub(crate) use prometheus::{Prometheus, promtool, promtool_run};
pub(crate) use raw::{RawUpstream, raw, raw_answer};
pub(crate) use receiver::{Received, Receiver};
pub(crate) use setup::Setup;
pub(crate) use streams::Streams;
pub(crate) use upstream::{Reply, Upstream};
pub(crate) use yaml::{each_object, read};
