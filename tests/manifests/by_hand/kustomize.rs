// What the shipped files use of Kustomization, after its reference:
// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
// It is no resource of a cluster: it has no metadata and no spec.
// Read by `types.rs`, never compiled.

pub struct Kustomization {
    pub namespace: Option<String>,
    pub resources: Vec<String>,
    pub patches: Option<Vec<Patch>>,
    #[serde(rename = "configMapGenerator")]
    pub config_map_generator: Option<Vec<ConfigMap>>,
    pub images: Option<Vec<Image>>,
}

impl Resource for Kustomization {
    const API_VERSION: &'static str = "kustomize.config.k8s.io/v1beta1";
    const KIND: &'static str = "Kustomization";
}

pub struct Patch {
    pub target: Target,
    pub patch: String,
}

pub struct Target {
    pub group: Option<String>,
    pub version: Option<String>,
    pub kind: Option<String>,
    pub name: Option<String>,
    pub namespace: Option<String>,
}

pub struct ConfigMap {
    pub name: String,
    pub namespace: Option<String>,
    pub files: Vec<String>,
}

pub struct Image {
    pub name: String,
    #[serde(rename = "newName")]
    pub new_name: Option<String>,
    #[serde(rename = "newTag")]
    pub new_tag: Option<String>,
    pub digest: Option<String>,
}
