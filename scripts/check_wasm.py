#!/usr/bin/env python3
"""Checks a wasm module against its budget: size in bytes, imports and exports.

    check_wasm.py target/luascale.wasm

Envoy refuses a module that imports what the host does not have, and a proxy
host offers few of WASI's functions: an import that creeps in with a dependency
has to be noticed here, not at the first start of somebody's gateway. It calls
each callback that a module exports: keep_exports.py leaves out the others.
"""

import pathlib
import sys

SIZE_BUDGET = 1280 * 1024  # 1.25 MiB: V8 compiles about 1.5 MB per second

PROXY_MODULE, PROXY_PREFIX = "env", "proxy_"
WASI_MODULE = "wasi_snapshot_preview1"
WASI_FUNCTIONS = {
    "clock_time_get",
    "environ_get",
    "environ_sizes_get",
    "fd_write",
    "proc_exit",
    "random_get",
}

# What the ABI demands, and the callbacks that the filter acts on.
KEPT_EXPORTS = {
    "_initialize",
    "memory",
    "proxy_abi_version_0_2_1",
    "proxy_on_configure",
    "proxy_on_context_create",
    "proxy_on_delete",
    "proxy_on_done",
    "proxy_on_http_call_response",
    "proxy_on_memory_allocate",
    "proxy_on_request_body",
    "proxy_on_request_headers",
    "proxy_on_request_trailers",
    "proxy_on_response_body",
    "proxy_on_response_headers",
    "proxy_on_response_trailers",
    "proxy_on_tick",
    "proxy_on_vm_start",
}

HEADER = b"\0asm\1\0\0\0"
IMPORT_SECTION, EXPORT_SECTION = 2, 7
FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)
KINDS = ("function", "table", "memory", "global", "tag")


class Reader:
    """Reads the few forms that the binary format is made of, in order."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def bytes(self, count):
        taken = self.data[self.at : self.at + count]
        if len(taken) != count:
            raise ValueError("ends too early")
        self.at += count
        return taken

    def byte(self):
        return self.bytes(1)[0]

    def number(self):
        """An unsigned LEB128: seven bits a byte, the lowest first."""
        value, shift = 0, 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def name(self):
        return self.bytes(self.number()).decode()

    def limits(self):
        flags = self.number()
        self.number()  # minimum
        if flags & 1:
            self.number()  # maximum


def section(module, wanted):
    """The contents of a section; empty where there is none."""
    reader = Reader(module)
    if reader.bytes(len(HEADER)) != HEADER:
        raise ValueError("is no wasm module")
    while reader.at < len(module):
        number, contents = reader.byte(), reader.bytes(reader.number())
        if number == wanted:
            return contents
    return b"\0"


def imports(module):
    """(module, name, kind) of each import."""
    reader = Reader(section(module, IMPORT_SECTION))
    for _ in range(reader.number()):
        source, name, kind = reader.name(), reader.name(), reader.byte()
        if kind == FUNCTION:
            reader.number()  # its type
        elif kind == TABLE:
            reader.byte()  # type of its elements
            reader.limits()
        elif kind == MEMORY:
            reader.limits()
        elif kind == GLOBAL:
            reader.bytes(2)  # its type, and whether it may change
        elif kind == TAG:
            reader.byte()
            reader.number()
        else:
            raise ValueError(f"has an import of unknown kind {kind}")
        yield source, name, KINDS[kind]


def exports(module):
    """(name, kind as a number, index) of each export."""
    reader = Reader(section(module, EXPORT_SECTION))
    for _ in range(reader.number()):
        yield reader.name(), reader.byte(), reader.number()


def allowed(source, name, kind):
    if kind != "function":
        return False
    if source == WASI_MODULE:
        return name in WASI_FUNCTIONS
    return source == PROXY_MODULE and name.startswith(PROXY_PREFIX)


def main(path):
    module = pathlib.Path(path).read_bytes()
    found = list(imports(module))
    refused = [one for one in found if not allowed(*one)]
    exported = {name for name, _, _ in exports(module)}
    surplus, missing = exported - KEPT_EXPORTS, KEPT_EXPORTS - exported

    size, budget = len(module) / 1024, SIZE_BUDGET // 1024
    print(
        f"{path}: {size:.1f} KiB of {budget} KiB, {len(found)} imports, {len(refused)} not allowed, "
        f"{len(exported)} exports"
    )
    for source, name, kind in refused:
        print(f"{path}: must not import {kind} {source}.{name}", file=sys.stderr)
    for name in sorted(surplus):
        print(f"{path}: must not export {name}", file=sys.stderr)
    for name in sorted(missing):
        print(f"{path}: must export {name}", file=sys.stderr)
    if len(module) > SIZE_BUDGET:
        print(f"{path}: {len(module) - SIZE_BUDGET} bytes over budget", file=sys.stderr)
    return 1 if refused or surplus or missing or len(module) > SIZE_BUDGET else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FILE.wasm")
    try:
        sys.exit(main(sys.argv[1]))
    except (OSError, ValueError) as error:
        sys.exit(f"{sys.argv[1]}: {error}")
