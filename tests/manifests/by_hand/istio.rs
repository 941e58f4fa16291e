// The package of Istio's bindings is older than TrafficExtension. This is what
// Istio's reference says of it (1.30), as far as wasm needs it:
// https://istio.io/latest/docs/reference/config/proxy_extensions/traffic_extension/
// Read by `types.rs`, never compiled.

#[kube(group = "extensions.istio.io", version = "v1alpha1", kind = "TrafficExtension")]
pub struct TrafficExtensionSpec {
    pub selector: Option<Selector>,
    #[serde(rename = "targetRefs")]
    pub target_refs: Option<Vec<TargetRef>>,
    pub phase: Option<Phase>,
    pub priority: Option<i32>,
    #[serde(rename = "match")]
    pub matching: Option<Vec<serde_json::Value>>,
    pub wasm: Wasm,
}

pub struct Selector {
    #[serde(rename = "matchLabels")]
    pub match_labels: BTreeMap<String, String>,
}

pub struct TargetRef {
    pub group: Option<String>,
    pub kind: String,
    pub name: String,
    pub namespace: Option<String>,
}

pub enum Phase {
    #[serde(rename = "UNSPECIFIED")]
    Unspecified,
    #[serde(rename = "AUTHN")]
    Authn,
    #[serde(rename = "AUTHZ")]
    Authz,
    #[serde(rename = "STATS")]
    Stats,
}

pub struct Wasm {
    pub url: String,
    pub sha256: Option<String>,
    #[serde(rename = "imagePullPolicy")]
    pub image_pull_policy: Option<PullPolicy>,
    #[serde(rename = "imagePullSecret")]
    pub image_pull_secret: Option<String>,
    #[serde(rename = "pluginConfig")]
    pub plugin_config: Option<BTreeMap<String, serde_json::Value>>,
    #[serde(rename = "pluginName")]
    pub plugin_name: Option<String>,
    #[serde(rename = "failStrategy")]
    pub fail_strategy: Option<FailStrategy>,
    #[serde(rename = "vmConfig")]
    pub vm_config: Option<serde_json::Value>,
    #[serde(rename = "type")]
    pub of: Option<PluginType>,
}

pub enum PullPolicy {
    #[serde(rename = "UNSPECIFIED_POLICY")]
    Unspecified,
    IfNotPresent,
    Always,
}

pub enum FailStrategy {
    #[serde(rename = "FAIL_CLOSE")]
    Close,
    #[serde(rename = "FAIL_OPEN")]
    Open,
    #[serde(rename = "FAIL_RELOAD")]
    Reload,
}

pub enum PluginType {
    #[serde(rename = "UNSPECIFIED_PLUGIN_TYPE")]
    Unspecified,
    #[serde(rename = "HTTP")]
    Http,
    #[serde(rename = "NETWORK")]
    Network,
}
