//! An OpenTelemetry collector, as far as it takes metrics by OTLP over gRPC.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderMap, HeaderValue};
use hyper::{Request, Response};

use super::grpc::{frame, serve, take_frame};
use super::protobuf::{first, messages, number, text};

/// The newest data point of a metric with these attributes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) value: f64,
    /// Of a sum: `AGGREGATION_TEMPORALITY_DELTA` is 1, `…_CUMULATIVE` 2. None of a gauge.
    pub(crate) temporality: Option<u64>,
    /// Attributes of the resource, but for those of Envoy's own version.
    pub(crate) resource: BTreeMap<String, String>,
}

/// Points by name and attributes.
type Points = BTreeMap<(String, BTreeMap<String, String>), Point>;

/// A server on a port of its own, until the runtime ends.
#[derive(Debug)]
pub(crate) struct Collector {
    address: SocketAddr,
    points: Arc<Mutex<Points>>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let points = Arc::<Mutex<Points>>::default();
        let told = Arc::clone(&points);
        let address = serve(move |request| export(request, Arc::clone(&told)));
        Self { address, points }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What was told last of a metric with exactly these attributes.
    pub(crate) fn point(&self, name: &str, attributes: &[(&str, &str)]) -> Option<Point> {
        let attributes = attributes
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let key = (name.to_owned(), attributes.collect());
        self.points
            .lock()
            .expect("no panic while locked")
            .get(&key)
            .cloned()
    }
}

async fn export(
    request: Request<Incoming>,
    points: Arc<Mutex<Points>>,
) -> Result<Response<impl hyper::body::Body<Data = Bytes, Error = Infallible>>, Infallible> {
    assert_eq!(
        request.uri().path(),
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
    );
    if let Ok(body) = request.into_body().collect().await {
        let message = take_frame(&mut body.to_bytes().into()).expect("a whole message");
        take(&message, &mut points.lock().expect("no panic while locked"));
    }
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    // An empty message says that all was taken.
    let body = Full::new(Bytes::from(frame(&[])));
    let body = body.with_trailers(std::future::ready(Some(Ok(trailers))));
    let response = Response::builder().header("content-type", "application/grpc");
    Ok(response.body(body).expect("a response"))
}

/// Takes an `ExportMetricsServiceRequest`; numbers of fields are those of
/// `opentelemetry/proto/metrics/v1/metrics.proto`.
fn take(request: &[u8], points: &mut Points) {
    for resource_metrics in messages(request, 1) {
        let resource = messages(resource_metrics, 1).flat_map(|it| attributes(it, 1));
        let resource: BTreeMap<_, _> = resource
            .filter(|(key, _)| !key.starts_with("telemetry.sdk."))
            .collect();
        let scopes = messages(resource_metrics, 2);
        for metric in scopes.flat_map(|scope| messages(scope, 2)) {
            let name = messages(metric, 1).next().map(text).expect("a name");
            // Gauge 5, Sum 7; histograms are left out.
            for (field, data) in [5, 7]
                .into_iter()
                .flat_map(|field| messages(metric, field).map(move |data| (field, data)))
            {
                let temporality = (field == 7).then(|| number(data, 2).unwrap_or(0));
                for point in messages(data, 1) {
                    // as_double 4, as_int 6.
                    let value = match (number(point, 4), number(point, 6)) {
                        (Some(bits), _) => f64::from_bits(bits),
                        (None, Some(bits)) => i32::try_from(bits).map_or(f64::NAN, f64::from),
                        (None, None) => f64::NAN,
                    };
                    let key = (name.clone(), attributes(point, 7).collect());
                    let resource = resource.clone();
                    let point = Point {
                        value,
                        temporality,
                        resource,
                    };
                    points.insert(key, point);
                }
            }
        }
    }
}

/// `KeyValue`s with text in a field.
fn attributes(message: &[u8], field: u32) -> impl Iterator<Item = (String, String)> {
    messages(message, field).map(|pair| {
        // AnyValue.string_value
        (text(first(pair, 1)), text(first(first(pair, 2), 1)))
    })
}
