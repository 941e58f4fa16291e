#!/usr/bin/env python3
"""What this project is made of, from Cargo.lock and `cargo metadata`.

    supply_chain.py check         licences, sources, and what is in the wasm
    supply_chain.py sbom FOLDER   a bill of materials of each product (CycloneDX)

The check reads what is allowed from deny.toml. It knows no advisories and does
not see that a version was withdrawn: `make deny` does, where it can reach them.
"""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tomllib
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
WASM = "wasm32-wasip1"
VM_SOURCE = "ottavino"
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"

# Every crate whose code ends in the wasm, the crates of the core aside. One that
# comes in has to be named here: it can read what passes a gateway.
IN_THE_WASM = set("""
    adler2 ahash allocator-api2 anyhow base64 block-buffer bytes cfg-if cobs
    crypto-common digest embedded-io equivalent foldhash getrandom hashbrown
    hybrid-array itoa log memchr miniz_oxide once_cell ottavino
    ottavino-gc-arena postcard ppv-lite86 prost prost-types proxy-wasm rand
    rand_chacha rand_core ref-cast serde serde_core serde_json sfv sha2
    simd-adler32 sptr subtle thiserror typenum wasi zerocopy zmij
""".split())


def metadata(*options):
    """`cargo metadata`, with packages by id and nodes of the graph by id."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", *options]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in told["packages"]}
    nodes = {node["id"]: node for node in told["resolve"]["nodes"]}
    return packages, nodes


def reached(packages, nodes, name):
    """Ids of what `name` is linked with: what runs only while building is left out."""
    found = set()
    waiting = [next(one for one, package in packages.items() if package["name"] == name)]
    while waiting:
        one = waiting.pop()
        if one in found or all(target["kind"] == ["proc-macro"] for target in libraries(packages[one])):
            continue
        found.add(one)
        for edge in nodes[one]["deps"]:
            if None in {kind["kind"] for kind in edge["dep_kinds"]}:
                waiting.append(edge["pkg"])
    return found


def product(platform):
    """Packages and graph of what luascale is linked with on a platform.

    The Lua VM is the source of a crate that cargo never compiles: piccolo's build
    script does.
    """
    packages, nodes = metadata("--filter-platform", platform)
    found = reached(packages, nodes, "luascale")
    edges = {one: {it["pkg"] for it in nodes[one]["deps"]} & found for one in found}
    source = next(package for package in metadata()[0].values() if package["name"] == VM_SOURCE)
    vm = next(one for one in found if packages[one]["name"] == "piccolo")
    packages[source["id"]] = source
    edges[vm].add(source["id"])
    edges[source["id"]] = set()
    return packages, edges


def libraries(package):
    return [it for it in package["targets"] if not set(it["kind"]) & {"bin", "test", "bench", "example", "custom-build"}]


def expression(package):
    """The licence as SPDX writes it; an old form has a slash for OR."""
    return re.sub(r"\s*/\s*", " OR ", package["license"] or "")


def allowed(text, licences):
    """Whether an SPDX expression can be met with these licences."""
    tokens = re.findall(r"\(|\)|[^\s()]+", text)

    def either():
        result = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            result = both() or result
        return result

    def both():
        result = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            result = one() and result
        return result

    def one():
        token = tokens.pop(0) if tokens else ""
        if token == "(":
            result = either()
            tokens.pop(0)
            return result
        if tokens and tokens[0] == "WITH":
            token = " ".join([token, tokens.pop(0), tokens.pop(0)])
        return token in licences

    return either() and not tokens


def checksums():
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    return {(it["name"], it["version"]): it.get("checksum") for it in lock["package"]}


def check():
    rules = tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]
    common = set(rules["allow"])
    exceptions = {it["crate"]: set(it["allow"]) for it in rules["exceptions"]}
    packages, _ = metadata("--all-features")
    sums, faults = checksums(), []
    for package in packages.values():
        name = f"{package['name']} {package['version']}"
        licences = common | exceptions.get(package["name"], set())
        if not allowed(expression(package), licences):
            faults.append(f"{name}: licence {package['license']} is not allowed by deny.toml")
        if package["source"] is None:
            if not package["manifest_path"].startswith(str(ROOT)):
                faults.append(f"{name}: lies outside of the repository")
        elif package["source"] != REGISTRY:
            faults.append(f"{name}: comes from {package['source']}")
        elif not sums.get((package["name"], package["version"])):
            faults.append(f"{name}: has no checksum in Cargo.lock")
    in_wasm, edges = product(WASM)
    linked = {in_wasm[one]["name"] for one in edges} - {"luascale", "piccolo"}
    faults += [f"{name}: comes into the wasm and is not in IN_THE_WASM" for name in sorted(linked - IN_THE_WASM)]
    faults += [f"{name}: is in IN_THE_WASM and not in the wasm" for name in sorted(IN_THE_WASM - linked)]
    faults += [f"{name}: is in the wasm under an exception" for name in sorted(linked & set(exceptions))]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(
        f"supply chain: {len(packages)} crates, {len(linked)} of them in the wasm, {len(faults)} faults;"
        " not run: advisories and withdrawn versions, see make deny"
    )
    return 1 if faults else 0


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, sums):
    told = {
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
        "licenses": [{"expression": expression(package)}],
    }
    checksum = sums.get((package["name"], package["version"]))
    if checksum:
        told["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return told


def bill(name, file, platform):
    """A bill of materials: the same for the same lock file and product."""
    packages, edges = product(platform)
    sums = checksums()
    root = next(one for one in edges if packages[one]["name"] == "luascale")
    subject = component(packages[root], sums) | {"type": "application", "name": name}
    if file.exists():
        subject["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}]
    rest = sorted((packages[one] for one in edges if one != root), key=lambda it: (it["name"], it["version"]))
    body = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": subject},
        "components": [component(package, sums) for package in rest],
        "dependencies": [
            {
                "ref": purl(packages[one]),
                "dependsOn": sorted(purl(packages[it]) for it in edges[one]),
            }
            for one in sorted(edges, key=lambda it: purl(packages[it]))
        ],
    }
    body["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True)).urn
    return body


def sbom(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    host = subprocess.run(["rustc", "-vV"], check=True, stdout=subprocess.PIPE, text=True).stdout
    host = re.search(r"^host: (.*)$", host, re.MULTILINE).group(1)
    products = {
        "luascale.wasm": (ROOT / "target/luascale.wasm", WASM),
        "luascale": (ROOT / "target/release/luascale", host),
    }
    for name, (file, platform) in products.items():
        body = bill(name, file, platform)
        path = folder / f"{name}.cdx.json"
        path.write_text(json.dumps(body, indent=2) + "\n")
        missing = "" if file.exists() else f"; without a hash, since {file.relative_to(ROOT)} is not built"
        print(f"{path}: {len(body['components'])} components{missing}")
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check"]:
            sys.exit(check())
        case ["sbom", folder]:
            sys.exit(sbom(folder))
        case _:
            sys.exit(f"usage: {sys.argv[0]} check | sbom FOLDER")
