//! `service`: how a request finds its service.

use super::ServiceSource;
use super::error::ConfigErrors;
use super::reader::Object;

/// Longest name, namespace or key, in bytes.
const MAX_NAME_BYTES: usize = 256;

const FORMS: &str = "must be \"cluster\", \"route\", \"virtual_host\", \"authority\", \
                     {\"name\": …} or {\"metadata\": {\"namespace\": …, \"key\": …}}";

/// Reads the key; the cluster where it is absent.
pub(super) fn read(root: &mut Object<'_>, errors: &mut ConfigErrors) -> ServiceSource {
    let Some(value) = root.get("service") else {
        return ServiceSource::default();
    };
    let path = root.path("service");
    match value.as_str() {
        Some("cluster") => return ServiceSource::Cluster,
        Some("route") => return ServiceSource::Route,
        Some("virtual_host") => return ServiceSource::VirtualHost,
        Some("authority") => return ServiceSource::Authority,
        _ => {}
    }
    let one_of_two = value.as_object().is_some_and(|form| {
        form.len() == 1 && (form.contains_key("name") || form.contains_key("metadata"))
    });
    if !one_of_two {
        errors.wrong(&path, value, FORMS);
        return ServiceSource::default();
    }
    Object::new(path, value, errors)
        .and_then(|form| read_form(form, errors))
        .unwrap_or_default()
}

/// Reads the object form; `None` where an error says why.
fn read_form(mut form: Object<'_>, errors: &mut ConfigErrors) -> Option<ServiceSource> {
    if form.has("name") {
        let name = form.text("name", 1..=MAX_NAME_BYTES, errors)?;
        return Some(ServiceSource::Name(name.to_owned()));
    }
    let mut metadata = form.object("metadata", errors)?;
    let [namespace, key] = ["namespace", "key"].map(|part| {
        if !metadata.has(part) {
            errors.at(&metadata.path(part), "is required");
        }
        metadata.text(part, 1..=MAX_NAME_BYTES, errors)
    });
    metadata.finish(errors);
    Some(ServiceSource::Metadata {
        namespace: namespace?.to_owned(),
        key: key?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn outcome(service: Value) -> Result<ServiceSource, String> {
        let value = json!({ "service": service });
        let mut errors = ConfigErrors::default();
        let mut root = Object::new(String::new(), &value, &mut errors).unwrap();
        let source = read(&mut root, &mut errors);
        root.finish(&mut errors);
        match errors.count() {
            0 => Ok(source),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn every_form_of_the_design_is_read() {
        for (service, source) in [
            (json!("cluster"), ServiceSource::Cluster),
            (json!("route"), ServiceSource::Route),
            (json!("virtual_host"), ServiceSource::VirtualHost),
            (json!("authority"), ServiceSource::Authority),
            (
                json!({"name": "checkout"}),
                ServiceSource::Name("checkout".into()),
            ),
            (
                json!({"metadata": {"namespace": "luascale", "key": "service"}}),
                ServiceSource::Metadata {
                    namespace: "luascale".into(),
                    key: "service".into(),
                },
            ),
        ] {
            assert_eq!(outcome(service), Ok(source));
        }
    }

    #[test]
    fn other_forms_are_told_the_legal_ones() {
        for service in [
            json!("host"),
            json!("Cluster"),
            json!(""),
            json!(1),
            json!(null),
            json!([]),
            json!({}),
            json!({"header": "x"}),
            json!({"name": "a", "metadata": {"namespace": "a", "key": "b"}}),
        ] {
            let error = outcome(service).unwrap_err();
            assert!(error.contains("must be \"cluster\", \"route\""), "{error}");
            assert_eq!(error.lines().count(), 1);
        }
    }

    #[test]
    fn parts_are_required_and_bounded() {
        assert_eq!(
            outcome(json!({"metadata": {"keys": "a"}})).unwrap_err(),
            "service.metadata.namespace: is required\n\
             service.metadata.key: is required\n\
             service.metadata.keys: unknown key, did you mean key?"
        );
        assert!(outcome(json!({"name": "x".repeat(256)})).is_ok());
        assert!(outcome(json!({"name": "x".repeat(257)})).is_err());
        assert!(outcome(json!({"name": ""})).is_err());
        assert!(outcome(json!({"name": 5})).is_err());
        assert!(outcome(json!({"metadata": "x"})).is_err());
    }
}
