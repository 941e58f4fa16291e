//! `make oci`: the image layout, read as gateways read it, by other code than
//! that which writes it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// As long as to need several blocks of a tar, and no module.
fn module() -> Vec<u8> {
    let numbers = (0u32..5000).flat_map(|it| it.wrapping_mul(2_654_435_761).to_le_bytes());
    b"\0asm\x01\0\0\0".iter().copied().chain(numbers).collect()
}

/// Makes the layout in this folder; gives what is told.
fn make(folder: &Path) -> String {
    let wasm = folder.join("some.wasm");
    fs::write(&wasm, module()).unwrap();
    let output = Command::new("python3")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("scripts/oci_image.py")
        .args([wasm.as_os_str(), "1.2.3".as_ref()])
        .arg(folder.join("oci"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A blob that a descriptor names, its digest and size compared.
fn blob(layout: &Path, descriptor: &Value) -> Vec<u8> {
    let digest = descriptor["digest"].as_str().unwrap();
    let (kind, hex) = digest.split_once(':').unwrap();
    let data = fs::read(layout.join("blobs").join(kind).join(hex)).unwrap();
    assert_eq!(digest, digest_of(&data));
    assert_eq!(descriptor["size"], data.len());
    data
}

fn digest_of(data: &[u8]) -> String {
    let sum = Sha256::digest(data);
    let hex: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

fn json(data: &[u8]) -> Value {
    serde_json::from_slice(data).unwrap()
}

/// The manifest of a reference.
fn manifest(layout: &Path, reference: &str) -> Value {
    let index = json(&fs::read(layout.join("index.json")).unwrap());
    let manifests = index["manifests"].as_array().unwrap().clone();
    let named = |it: &&Value| it["annotations"]["org.opencontainers.image.ref.name"] == reference;
    let descriptor = manifests.iter().find(named).unwrap();
    assert_eq!(
        descriptor["mediaType"],
        "application/vnd.oci.image.manifest.v1+json"
    );
    json(&blob(layout, descriptor))
}

/// What is in a gzip file without extra fields.
fn gunzip(data: &[u8]) -> Vec<u8> {
    assert_eq!(data[..4], [0x1f, 0x8b, 8, 0]);
    miniz_oxide::inflate::decompress_to_vec(&data[10..data.len() - 8]).unwrap()
}

/// The files of a tar.
fn untar(data: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let text = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0);
        String::from_utf8(bytes[..end.unwrap_or(bytes.len())].to_vec()).unwrap()
    };
    let mut files = BTreeMap::new();
    let mut rest = data;
    while rest[0] != 0 {
        let size = usize::from_str_radix(text(&rest[124..136]).trim(), 8).unwrap();
        assert_eq!(rest[156], b'0', "a file");
        assert_eq!(text(&rest[136..148]), "00000000000", "no time");
        files.insert(text(&rest[..100]), rest[512..512 + size].to_vec());
        rest = &rest[512 + size.next_multiple_of(512)..];
    }
    files
}

#[test]
fn both_forms_hold_the_module() {
    let folder = tempfile::tempdir().unwrap();
    let told = make(folder.path());
    let layout = folder.path().join("oci");
    assert_eq!(
        json(&fs::read(layout.join("oci-layout")).unwrap())["imageLayoutVersion"],
        "1.0.0"
    );

    // As Istio and Envoy Gateway look for it in an image.
    let image = manifest(&layout, "1.2.3");
    assert_eq!(image["annotations"]["module.wasm.image/variant"], "compat");
    let layers = image["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 1);
    assert_eq!(
        layers[0]["mediaType"],
        "application/vnd.oci.image.layer.v1.tar+gzip"
    );
    let archive = gunzip(&blob(&layout, &layers[0]));
    assert_eq!(
        untar(&archive),
        [("plugin.wasm".to_owned(), module())].into()
    );
    let config = json(&blob(&layout, &image["config"]));
    assert_eq!(config["rootfs"]["diff_ids"][0], digest_of(&archive));

    // As they, and Gloo, look for it in an artifact: two layers.
    let artifact = manifest(&layout, "1.2.3-oci");
    let layers = artifact["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 2);
    let of = |kind: &str| layers.iter().find(|it| it["mediaType"] == kind).unwrap();
    let content = of("application/vnd.module.wasm.content.layer.v1+wasm");
    assert_eq!(blob(&layout, content), module());
    let described = json(&blob(
        &layout,
        of("application/vnd.module.wasm.config.v1+json"),
    ));
    assert_eq!(described["type"], "envoy_proxy");

    // What is told names what was made.
    for reference in ["1.2.3", "1.2.3-oci"] {
        assert!(told.contains(&format!("oci:{reference} sha256:")), "{told}");
    }
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let within = files(&path).into_iter();
            all.extend(within.map(|(path, data)| (format!("{name}/{path}"), data)));
        } else {
            all.insert(name, fs::read(path).unwrap());
        }
    }
    all
}

#[test]
fn the_same_module_gives_the_same_bytes() {
    let [one, two] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    make(one.path());
    // Once more over what is there, and elsewhere.
    make(one.path());
    make(two.path());
    assert_eq!(files(one.path()), files(two.path()));
    let archive = fs::read(one.path().join("oci.tar")).unwrap();
    assert_eq!(untar(&archive), files(&one.path().join("oci")));
}

/// That of `make setup`, else that of PATH.
fn skopeo() -> Option<&'static str> {
    let brought = concat!(env!("CARGO_MANIFEST_DIR"), "/.tools/readers/skopeo");
    let runs = |it: &&str| Command::new(it).arg("--version").output().is_ok();
    [brought, "skopeo"].into_iter().find(runs)
}

/// A tool of its own, where there is one.
#[test]
fn skopeo_reads_both_forms() {
    let Some(skopeo) = skopeo() else {
        println!("not run: no skopeo in .tools/readers or PATH");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    for source in ["oci", "oci.tar"] {
        let kind = if source == "oci" {
            "oci"
        } else {
            "oci-archive"
        };
        for reference in ["1.2.3", "1.2.3-oci"] {
            let copy = folder.path().join(format!("{source}-{reference}"));
            let path = folder.path().join(source);
            let output = Command::new(skopeo)
                .args(["copy", "--insecure-policy"])
                .arg(format!("{kind}:{}:{reference}", path.display()))
                .arg(format!("dir:{}", copy.display()))
                .output()
                .unwrap();
            assert!(output.status.success(), "{output:?}");
            let manifest = json(&fs::read(copy.join("manifest.json")).unwrap());
            for layer in manifest["layers"].as_array().unwrap() {
                let digest = layer["digest"].as_str().unwrap();
                let data = fs::read(copy.join(&digest["sha256:".len()..])).unwrap();
                assert_eq!(digest, digest_of(&data));
            }
        }
    }
}
