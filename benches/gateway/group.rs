//! Variants that differ in nothing but the filter.

use serde_json::json;

use super::upstream::Answer;
use super::variant::Variant::{self, EmptyWasm, LuaPlain, LuaScaling};
use super::variant::Variant::{LuascalePlain, LuascaleScaling, None};
use crate::harness::no_upstream;
use crate::support::{Ask, Setup};

/// What the variants have in common.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) variants: &'static [Variant],
    pub(crate) answer: Answer,
    workers: u32,
    /// Virtual hosts, each of which is a service, asked in turn.
    services: usize,
}

const ONE: Group = Group {
    name: "one worker",
    variants: &[
        None,
        EmptyWasm,
        LuaPlain,
        LuaScaling,
        LuascalePlain,
        LuascaleScaling,
    ],
    answer: Answer::Envoy,
    workers: 1,
    services: 1,
};

/// The plain group is also the one with one service.
pub(crate) const GROUPS: &[Group] = &[
    ONE,
    Group {
        name: "two workers",
        workers: 2,
        ..ONE
    },
    Group {
        name: "ORCA responses",
        variants: &[None, EmptyWasm, LuaPlain, LuascalePlain],
        answer: Answer::Orca,
        ..ONE
    },
    Group {
        name: "a model's responses",
        variants: &[None, EmptyWasm, LuaPlain, LuascalePlain],
        answer: Answer::Model,
        ..ONE
    },
    Group {
        name: "100 services",
        variants: &[None, LuascalePlain, LuascaleScaling],
        services: 100,
        ..ONE
    },
    Group {
        name: "10,000 services",
        variants: &[None, LuascalePlain, LuascaleScaling],
        services: 10_000,
        ..ONE
    },
];

impl Group {
    /// One request for each service.
    pub(crate) fn asks(&self) -> Vec<Ask> {
        let ask = match self.answer {
            Answer::Model => Ask::with_method("POST", "/v1/chat/completions").body("{}"),
            Answer::Envoy | Answer::Orca => Ask::get("/"),
        };
        let of = |number| ask.clone().host(&host(number));
        (0..self.services).map(of).collect()
    }

    /// Envoy with one of the variants.
    pub(crate) fn setup(&self, variant: Variant) -> Setup {
        let mut setup = match self.answer {
            Answer::Envoy => no_upstream::setup(),
            Answer::Orca => Setup::fixed(),
            Answer::Model => Setup::fixed()
                .response_bodies()
                .filter(|config| config["tokens"] = json!(true)),
        };
        if self.services > 1 {
            setup.edit(|object| {
                if object.get("name") == Some(&json!("main"))
                    && let Some(hosts) = object.get_mut("virtual_hosts")
                {
                    let shipped = hosts[0].clone();
                    let of = |number| {
                        let mut own = shipped.clone();
                        own["name"] = json!(format!("service-{number}"));
                        own["domains"] = json!([host(number)]);
                        own
                    };
                    *hosts = (0..self.services).map(of).collect();
                }
            });
        }
        variant.put_into(&mut setup);
        setup.workers(self.workers).balanced()
    }
}

fn host(number: usize) -> String {
    format!("service-{number}.example")
}
