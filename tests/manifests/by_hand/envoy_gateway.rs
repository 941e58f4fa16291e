// No package has bindings for Envoy Gateway. This is what its API reference
// says of EnvoyExtensionPolicy (v1.9), as far as wasm needs it:
// https://gateway.envoyproxy.io/docs/api/extension_types/#envoyextensionpolicy
// Read by `types.rs`, never compiled.

#[kube(group = "gateway.envoyproxy.io", version = "v1alpha1", kind = "EnvoyExtensionPolicy")]
pub struct EnvoyExtensionPolicySpec {
    #[serde(rename = "targetRefs")]
    pub target_refs: Vec<TargetRef>,
    pub wasm: Vec<Wasm>,
}

pub struct TargetRef {
    pub group: String,
    pub kind: String,
    pub name: String,
    #[serde(rename = "sectionName")]
    pub section_name: Option<String>,
}

pub struct Wasm {
    pub name: Option<String>,
    #[serde(rename = "rootID")]
    pub root_id: Option<String>,
    pub code: Code,
    pub config: Option<serde_json::Value>,
    #[serde(rename = "failOpen")]
    pub fail_open: Option<bool>,
    pub env: Option<Env>,
}

pub struct Env {
    #[serde(rename = "hostKeys")]
    pub host_keys: Option<Vec<String>>,
}

pub struct Code {
    #[serde(rename = "type")]
    pub of: CodeType,
    pub http: Option<Http>,
    pub image: Option<Image>,
    #[serde(rename = "pullPolicy")]
    pub pull_policy: Option<PullPolicy>,
}

pub enum CodeType {
    #[serde(rename = "HTTP")]
    Http,
    Image,
}

pub struct Http {
    pub url: String,
    pub sha256: Option<String>,
    pub tls: Option<serde_json::Value>,
}

pub struct Image {
    pub url: String,
    pub sha256: Option<String>,
    #[serde(rename = "pullSecretRef")]
    pub pull_secret_ref: Option<SecretRef>,
    pub tls: Option<serde_json::Value>,
}

pub struct SecretRef {
    pub group: Option<String>,
    pub kind: Option<String>,
    pub name: String,
    pub namespace: Option<String>,
}

pub enum PullPolicy {
    IfNotPresent,
    Always,
}
