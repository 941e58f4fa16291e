//! What answers the requests of a group.

use crate::support::{Model, Piece, Reply, Upstream};

/// Where answers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Envoy itself: an upstream would cost it as much as all filters together.
    Envoy,
    /// An upstream that reports its load in ORCA's header.
    Orca,
    /// A model, whose usage stands at the end of its answer of 1 KB.
    Model,
}

/// Gives the port of the upstream.
pub(crate) async fn start(answer: Answer) -> u16 {
    match answer {
        // Nobody asks there.
        Answer::Envoy => 1,
        Answer::Orca => {
            let report = "TEXT cpu_utilization=0.65,mem_utilization=0.4,named_metrics.queue=3";
            let reply = Reply {
                headers: vec![("endpoint-load-metrics", report)],
                ..Reply::default()
            };
            Upstream::answering(move |_| reply.clone()).await.port()
        }
        Answer::Model => {
            let text = "word ".repeat(160);
            let body = format!(
                r#"{{"id":"chatcmpl-benchmark","object":"chat.completion","model":"benchmark","choices":[{{"index":0,"message":{{"role":"assistant","content":"{text}"}},"finish_reason":"stop"}}],"usage":{{"prompt_tokens":9,"completion_tokens":160,"total_tokens":169}}}}"#
            );
            let kind = ("content-type".to_owned(), "application/json".to_owned());
            let model = Model::answering(false, move |_| {
                let body = Piece::Bytes(body.clone().into());
                (200, vec![kind.clone()], vec![body])
            });
            model.await.port()
        }
    }
}
