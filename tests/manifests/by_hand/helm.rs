// Values of Helm charts, as far as they are used here: of Gloo's (1.22) after
// https://github.com/solo-io/gloo, install/helm/gloo/generate/values.go; of the
// prometheus-adapter's after its values.yaml, and its rules after
// https://github.com/kubernetes-sigs/prometheus-adapter, pkg/config/config.go
// Read by `types.rs`, never compiled.

#[kube(group = "helm", version = "values", kind = "Gloo")]
pub struct GlooValues {
    pub gateway: Option<GlooGateway>,
    #[serde(rename = "gatewayProxies")]
    pub gateway_proxies: BTreeMap<String, GlooGatewayProxy>,
}

pub struct GlooGateway {
    #[serde(rename = "persistProxySpec")]
    pub persist_proxy_spec: Option<bool>,
}

pub struct GlooGatewayProxy {
    #[serde(rename = "gatewaySettings")]
    pub gateway_settings: Option<GlooGatewaySettings>,
    #[serde(rename = "extraVolumes")]
    pub extra_volumes: Vec<k8s::api::core::v1::Volume>,
    #[serde(rename = "extraProxyVolumeMounts")]
    pub extra_proxy_volume_mounts: Vec<k8s::api::core::v1::VolumeMount>,
    #[serde(rename = "podTemplate")]
    pub pod_template: GlooPodTemplate,
}

pub struct GlooGatewaySettings {
    #[serde(rename = "disableGeneratedGateways")]
    pub disable_generated_gateways: Option<bool>,
}

pub struct GlooPodTemplate {
    #[serde(rename = "extraInitContainers")]
    pub extra_init_containers: Vec<k8s::api::core::v1::Container>,
}

#[kube(group = "helm", version = "values", kind = "PrometheusAdapter")]
pub struct AdapterValues {
    pub prometheus: AdapterPrometheus,
    pub rules: AdapterRules,
}

pub struct AdapterPrometheus {
    pub url: String,
    pub port: Option<i32>,
    pub path: Option<String>,
}

pub struct AdapterRules {
    pub default: Option<bool>,
    pub custom: Option<Vec<AdapterRule>>,
    pub external: Option<Vec<AdapterRule>>,
}

pub struct AdapterRule {
    #[serde(rename = "seriesQuery")]
    pub series_query: String,
    pub resources: AdapterResources,
    pub name: Option<AdapterName>,
    #[serde(rename = "metricsQuery")]
    pub metrics_query: String,
}

pub struct AdapterResources {
    pub template: Option<String>,
    pub overrides: Option<BTreeMap<String, serde_json::Value>>,
    pub namespaced: Option<bool>,
}

pub struct AdapterName {
    pub matches: Option<String>,
    #[serde(rename = "as")]
    pub as_: Option<String>,
}
