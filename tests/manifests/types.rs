//! Types of Kubernetes resources, read from the Rust source that declares them:
//! the bindings that kopium generates from custom resource definitions,
//! k8s-openapi, and what is written by hand in `by_hand/`. The source is read
//! and not compiled: that would take minutes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use serde_json::Value;
use syn::{Attribute, Fields, GenericArgument, Item, ItemEnum, ItemImpl, ItemStruct, LitStr};

/// What a value may be.
#[derive(Clone, Debug)]
enum Type {
    Anything,
    Text,
    Flag,
    Integer,
    Number,
    /// Of `IntOrString` and of quantities.
    NumberOrText,
    List(Box<Type>),
    Map(Box<Type>),
    /// One of the declared types, by its path.
    Named(String),
}

#[derive(Debug)]
struct Field {
    name: String,
    of: Type,
    required: bool,
}

#[derive(Debug)]
enum Declared {
    Object(Vec<Field>),
    OneOf(Vec<String>),
}

/// All declared types, and the resources among them.
#[derive(Debug, Default)]
pub(crate) struct Types {
    declared: BTreeMap<String, Declared>,
    /// By `apiVersion` and `kind`.
    resources: BTreeMap<(String, String), Type>,
    /// Resources whose types are written by hand.
    by_hand: Vec<String>,
}

/// Bindings of custom resources.
const BINDINGS: [&str; 7] = [
    "kcr_extensions_istio_io",
    "kcr_gateway_networking_k8s_io",
    "kcr_gateway_solo_io",
    "kcr_gloo_solo_io",
    "kcr_keda_sh",
    "kcr_monitoring_coreos_com",
    "kcr_networking_istio_io",
];

/// What of Kubernetes itself is read.
const KUBERNETES: [&str; 9] = [
    "api/apps/v1",
    "api/autoscaling/v2",
    "api/core/v1",
    "api/networking/v1",
    "api/policy/v1",
    "api/rbac/v1",
    "apimachinery/pkg/api/resource",
    "apimachinery/pkg/apis/meta/v1",
    "apimachinery/pkg/util/intstr",
];

const METADATA: &str = "apimachinery::pkg::apis::meta::v1::ObjectMeta";

impl Types {
    /// Reads them all, once.
    pub(crate) fn all() -> &'static Self {
        static ALL: LazyLock<Types> = LazyLock::new(Types::read);
        &ALL
    }

    fn read() -> Self {
        let packages = packages();
        let mut types = Self::default();
        for name in BINDINGS {
            for file in rust_files(&packages[name]) {
                let version = file.parent().unwrap().file_name().unwrap();
                let stem = file.file_stem().unwrap();
                let module = format!("{name}::{}::{}", version.display(), stem.display());
                types.add(&module, &fs::read_to_string(&file).unwrap());
            }
        }
        for folder in KUBERNETES {
            let module = folder.replace('/', "::");
            for file in rust_files(&packages["k8s-openapi"].join("v1_35").join(folder)) {
                types.add(&module, &fs::read_to_string(&file).unwrap());
            }
        }
        let before = types.resources.len();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/manifests/by_hand");
        let all: Vec<_> = types.resources.keys().cloned().collect();
        for file in rust_files(Path::new(folder)) {
            let module = format!("by_hand::{}", file.file_stem().unwrap().display());
            types.add(&module, &fs::read_to_string(&file).unwrap());
        }
        types.by_hand = types
            .resources
            .keys()
            .filter(|resource| !all.contains(resource))
            .map(|(version, kind)| format!("{kind} of {version}"))
            .collect();
        assert!(before > 30, "{before} resources");
        types
    }

    /// Resources whose types are written by hand.
    pub(crate) fn by_hand(&self) -> &[String] {
        &self.by_hand
    }

    fn add(&mut self, module: &str, source: &str) {
        let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{module}: {error}"));
        for item in file.items {
            match item {
                Item::Struct(item) => self.add_struct(module, &item, source),
                Item::Enum(item) => self.add_enum(module, &item),
                Item::Impl(item) => self.add_kubernetes_resource(module, &item),
                _ => {}
            }
        }
    }

    fn add_struct(&mut self, module: &str, item: &ItemStruct, source: &str) {
        let Fields::Named(fields) = &item.fields else {
            return; // those that are one value, see `of_type`
        };
        let names = deserialized_names(source);
        if !names.is_empty() && names.len() != fields.named.len() {
            return; // none that a manifest holds
        }
        let fields = fields.named.iter().enumerate().map(|(index, field)| {
            let ident = field.ident.as_ref().unwrap().to_string();
            let renamed = rename(&field.attrs).or_else(|| names.get(index).cloned());
            let name = renamed.unwrap_or_else(|| ident.trim_start_matches("r#").to_owned());
            let (of, optional) = of_type(module, &field.ty);
            let required = !optional;
            Field { name, of, required }
        });
        let path = format!("{module}::{}", item.ident);
        let object = Declared::Object(fields.collect());
        self.declared.insert(path.clone(), object);
        if let Some((version, kind)) = custom_resource(&item.attrs) {
            let root = format!("{path}::Root");
            let fields = [("metadata", METADATA), ("spec", &path)].map(|(name, of)| Field {
                name: name.to_owned(),
                of: Type::Named(of.to_owned()),
                required: true,
            });
            self.declared
                .insert(root.clone(), Declared::Object(fields.into()));
            self.resources.insert((version, kind), Type::Named(root));
        }
    }

    fn add_enum(&mut self, module: &str, item: &ItemEnum) {
        let names = item.variants.iter().map(|variant| {
            let name = variant.ident.to_string();
            rename(&variant.attrs).unwrap_or(name)
        });
        let path = format!("{module}::{}", item.ident);
        self.declared.insert(path, Declared::OneOf(names.collect()));
    }

    /// `impl crate::Resource for Service` of k8s-openapi has both names.
    fn add_kubernetes_resource(&mut self, module: &str, item: &ItemImpl) {
        let mut names = BTreeMap::new();
        for item in &item.items {
            if let syn::ImplItem::Const(constant) = item
                && let syn::Expr::Lit(literal) = &constant.expr
                && let syn::Lit::Str(text) = &literal.lit
            {
                names.insert(constant.ident.to_string(), text.value());
            }
        }
        let (Some(version), Some(kind)) = (names.remove("API_VERSION"), names.remove("KIND"))
        else {
            return;
        };
        let path = Type::Named(format!("{module}::{kind}"));
        self.resources.insert((version, kind), path);
    }

    /// What is wrong with a document, a line each, with its place.
    pub(crate) fn check(&self, document: &Value) -> Vec<String> {
        let name = |key: &str| document[key].as_str().unwrap_or_default().to_owned();
        let (version, kind) = (name("apiVersion"), name("kind"));
        let mut wrong = Vec::new();
        match self.resources.get(&(version.clone(), kind.clone())) {
            Some(of) => {
                let mut rest = document.clone();
                let object = rest.as_object_mut().unwrap();
                object.remove("apiVersion");
                object.remove("kind");
                self.check_value(of, &rest, &kind, &mut wrong);
            }
            None => wrong.push(format!("no type for '{kind}' of '{version}'")),
        }
        wrong
    }

    fn check_value(&self, of: &Type, value: &Value, place: &str, wrong: &mut Vec<String>) {
        let mut expect = |good: bool, what: &str| {
            if !good {
                wrong.push(format!("{place}: {value} is not {what}"));
            }
        };
        match of {
            Type::Anything => {}
            Type::Text => expect(value.is_string(), "a string"),
            Type::Flag => expect(value.is_boolean(), "true or false"),
            Type::Integer => expect(value.is_i64(), "an integer"),
            Type::Number => expect(value.is_number(), "a number"),
            Type::NumberOrText => expect(
                value.is_number() || value.is_string(),
                "a number or a string",
            ),
            Type::List(of) => match value {
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        self.check_value(of, item, &format!("{place}[{index}]"), wrong);
                    }
                }
                _ => expect(false, "a list"),
            },
            Type::Map(of) => match value {
                Value::Object(object) => {
                    for (name, value) in object {
                        self.check_value(of, value, &format!("{place}.{name}"), wrong);
                    }
                }
                _ => expect(false, "a map"),
            },
            Type::Named(path) => match (&self.declared[path], value) {
                (Declared::OneOf(names), Value::String(text)) => {
                    expect(names.contains(text), &format!("one of {names:?}"));
                }
                (Declared::OneOf(_), _) => expect(false, "a string"),
                (Declared::Object(fields), Value::Object(object)) => {
                    for field in fields {
                        let place = format!("{place}.{}", field.name);
                        match object.get(&field.name) {
                            Some(value) => self.check_value(&field.of, value, &place, wrong),
                            None if field.required => wrong.push(format!("{place}: missing")),
                            None => {}
                        }
                    }
                    for name in object.keys() {
                        if !fields.iter().any(|field| field.name == *name) {
                            wrong.push(format!("{place}.{name}: unknown field"));
                        }
                    }
                }
                (Declared::Object(_), _) => expect(false, "an object"),
            },
        }
    }
}

/// A type, and whether it may be left out.
fn of_type(module: &str, written: &syn::Type) -> (Type, bool) {
    let syn::Type::Path(written) = written else {
        panic!("{module}: a type that is no path");
    };
    let segments = &written.path.segments;
    let last = segments.last().unwrap();
    let arguments: Vec<&syn::Type> = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(argument) => Some(argument),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let inner = |index: usize| Box::new(of_type(module, arguments[index]).0);
    let of = match last.ident.to_string().as_str() {
        "Option" => return (*inner(0), true),
        "Box" => return of_type(module, arguments[0]),
        "Vec" => Type::List(inner(0)),
        "BTreeMap" => Type::Map(inner(1)),
        "String" | "Time" | "MicroTime" | "ByteString" => Type::Text,
        "bool" => Type::Flag,
        "i32" | "i64" => Type::Integer,
        "f64" => Type::Number,
        "IntOrString" | "Quantity" => Type::NumberOrText,
        "Value" | "RawExtension" | "FieldsV1" | "Condition" => Type::Anything,
        name if segments.len() == 1 => Type::Named(format!("{module}::{name}")),
        _ => {
            let path: Vec<String> = segments.iter().map(|it| it.ident.to_string()).collect();
            Type::Named(path[1..].join("::")) // without `crate`
        }
    };
    (of, false)
}

/// `rename` of serde's attributes.
fn rename(attributes: &[Attribute]) -> Option<String> {
    named_values(attributes, "serde").remove("rename")
}

/// `apiVersion` and `kind`, of kube's attributes.
fn custom_resource(attributes: &[Attribute]) -> Option<(String, String)> {
    let mut values = named_values(attributes, "kube");
    let kind = values.remove("kind")?;
    let (group, version) = (values.remove("group")?, values.remove("version")?);
    Some((format!("{group}/{version}"), kind))
}

/// The `name = "text"` of all attributes that are called so.
fn named_values(attributes: &[Attribute], called: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident(called)) {
        attribute
            .parse_nested_meta(|meta| {
                if let Ok(value) = meta.value() {
                    let text: LitStr = value.parse()?;
                    let name = meta.path.get_ident().unwrap().to_string();
                    values.insert(name, text.value());
                }
                Ok(())
            })
            .unwrap();
    }
    values
}

/// The names that a `Deserialize` of k8s-openapi lists, in the order of the
/// fields; none where serde derives it.
fn deserialized_names(source: &str) -> Vec<String> {
    let call = source.split_once("deserializer.deserialize_struct(");
    let Some(list) = call.and_then(|(_, rest)| Some(rest.split_once("&[")?.1)) else {
        return Vec::new();
    };
    let (list, _) = list.split_once(']').unwrap();
    let quoted = list.split('"').skip(1).step_by(2);
    quoted
        .filter(|name| !matches!(*name, "apiVersion" | "kind") || !source.contains("KIND"))
        .map(str::to_owned)
        .collect()
}

/// The folders `src` of all packages, as cargo unpacked them. It has compared
/// them with the checksums in `Cargo.lock`.
fn packages() -> BTreeMap<String, PathBuf> {
    let cargo = env::var_os("CARGO").expect("CARGO: run by cargo");
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: {errors}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let name = package["name"].as_str().unwrap().to_owned();
            let manifest = Path::new(package["manifest_path"].as_str().unwrap());
            (name, manifest.parent().unwrap().join("src"))
        })
        .collect()
}

/// All below a folder that declare types.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}")) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if !matches!(path.file_stem(), Some(stem) if stem == "mod" || stem == "lib") {
            files.push(path);
        }
    }
    files.sort();
    files
}
