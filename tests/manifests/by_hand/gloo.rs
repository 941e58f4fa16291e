// DirectResponse of Gloo with the Kubernetes Gateway API, after its CRD (1.22):
// https://github.com/solo-io/gloo, install/helm/gloo/crds
// Read by `types.rs`, never compiled.

#[kube(group = "gateway.gloo.solo.io", version = "v1alpha1", kind = "DirectResponse")]
pub struct DirectResponseSpec {
    pub status: i32,
    pub body: Option<String>,
}
