//! An Envoy that answers by itself: an upstream would cost as much as all filters
//! together, and differ from request to request.

use serde_json::json;

use crate::support::Setup;

/// The shipped file, without its application.
pub(crate) fn setup() -> Setup {
    let mut setup = Setup::fixed().filter(|config| {
        config["service"] = json!("virtual_host");
    });
    setup.edit(|object| {
        if object
            .get("route")
            .is_some_and(|route| route["cluster"] == "app")
        {
            object.remove("route");
            object.insert("direct_response".to_owned(), json!({"status": 200}));
        }
    });
    setup
}
