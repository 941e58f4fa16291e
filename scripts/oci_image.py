#!/usr/bin/env python3
"""Makes an OCI image layout of the module, without a network and without docker.

    oci_image.py target/luascale.wasm VERSION target/oci

The layout (a folder, and the same as a tar beside it) holds the module twice, in
the two forms that gateways take. Both are of Solo's image specification
(https://github.com/solo-io/wasm, spec/):

    VERSION       "compat": a plain image with one layer, which has plugin.wasm
    VERSION-oci   "oci": an artifact with the module itself as a layer, and a
                  description of it as another

The same module gives the same bytes, wherever zlib is the same.
"""

import hashlib
import io
import json
import pathlib
import shutil
import struct
import sys
import tarfile
import zlib

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
MODULE = "application/vnd.module.wasm.content.layer.v1+wasm"
DESCRIPTION = "application/vnd.module.wasm.config.v1+json"

TITLE = "org.opencontainers.image.title"
REFERENCE = "org.opencontainers.image.ref.name"


def encode(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar(files):
    """An archive of these names and contents, the same whenever it is made."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as out:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            out.addfile(entry, io.BytesIO(data))
    return archive.getvalue()


def gzip(data):
    """As gzip, with neither time, name nor system in the header."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(data) + deflate.flush()
    head = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    return head + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


class Layout:
    def __init__(self):
        self.files = {"oci-layout": encode({"imageLayoutVersion": "1.0.0"})}
        self.manifests = []

    def blob(self, kind, data, **annotations):
        """Keeps the data and gives its descriptor."""
        name = digest(data)
        self.files["blobs/sha256/" + name.removeprefix("sha256:")] = data
        descriptor = {"mediaType": kind, "digest": name, "size": len(data)}
        return descriptor | ({"annotations": annotations} if annotations else {})

    def image(self, reference, diffs, layers, annotations):
        # Gateways do not run it: this is what they ask registries for.
        platform = {"architecture": "amd64", "os": "linux"}
        rootfs = {"type": "layers", "diff_ids": [digest(diff) for diff in diffs]}
        config = self.blob(CONFIG, encode(platform | {"config": {}, "rootfs": rootfs}))
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config,
            "layers": layers,
            "annotations": annotations,
        }
        names = {REFERENCE: reference}
        self.manifests.append(self.blob(MANIFEST, encode(manifest), **names))

    def finish(self):
        index = {"schemaVersion": 2, "manifests": self.manifests}
        self.files["index.json"] = encode(index)
        return sorted(self.files.items())


def layout(module, version):
    about = {
        TITLE: "luascale",
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.licenses": "Apache-2.0",
    }
    made = Layout()
    archive = tar([("plugin.wasm", module)])
    layer = made.blob(LAYER, gzip(archive))
    compat = about | {"module.wasm.image/variant": "compat"}
    made.image(version, [archive], [layer], compat)

    # The specification's text and its example differ in these names: here are
    # both. Any root_id will do.
    root_ids = ["luascale"]
    described = encode(
        {
            "type": "envoy_proxy",
            "abiVersions": ["v0.2.1"],
            "abi_version": "v0.2.1",
            "config": {"rootIds": root_ids, "root_ids": root_ids},
        }
    )
    layers = [
        made.blob(DESCRIPTION, described, **{TITLE: "runtime-config.json"}),
        made.blob(MODULE, module, **{TITLE: "filter.wasm"}),
    ]
    made.image(version + "-oci", [described, module], layers, about)
    return made.finish()


def main(wasm, version, folder):
    files = layout(pathlib.Path(wasm).read_bytes(), version)
    folder = pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    archive = folder.with_name(folder.name + ".tar")
    archive.write_bytes(tar(files))
    for manifest in json.loads(dict(files)["index.json"])["manifests"]:
        print(f"{folder}:{manifest['annotations'][REFERENCE]} {manifest['digest']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
