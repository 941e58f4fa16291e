//! The shipped configurations as values that can be changed.

use std::path::Path;

use serde_json::{Map, Value};

/// Reads a YAML file, anchors and aliases resolved.
pub(crate) fn read(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads the documents of a YAML file, by its path in the repository.
pub(super) fn read_all(path: &str) -> Vec<Value> {
    read_any(&super::paths::repository().join(path))
}

/// Reads the documents of a YAML or JSON file.
pub(super) fn read_any(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let documents = serde_saphyr::from_multiple(&text);
    documents.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lays one object over another, objects within them too.
pub(super) fn merge(value: &mut Value, over: &Value) {
    let (Some(object), Some(over)) = (value.as_object_mut(), over.as_object()) else {
        *value = over.clone();
        return;
    };
    for (name, over) in over {
        merge(object.entry(name.clone()).or_insert(Value::Null), over);
    }
}

/// Calls `visit` with every object in `value`, outer ones first.
pub(crate) fn each_object(value: &mut Value, visit: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object
                .values_mut()
                .for_each(|inner| each_object(inner, visit));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, visit)),
        _ => {}
    }
}

/// Whether an object is a protobuf message of this type.
pub(super) fn is_message(object: &Map<String, Value>, name: &str) -> bool {
    object
        .get("@type")
        .and_then(Value::as_str)
        .is_some_and(|url| url.rsplit('/').next() == Some(name))
}
