#!/usr/bin/env python3
"""Leaves out of a wasm module what Envoy need not call:

    keep_exports.py built.wasm stripped.wasm

The SDK exports a callback for everything that a proxy can tell a filter. Envoy
calls each that is there, some once for each stream, and what is exported is
code that stays in the module.
"""

import pathlib
import sys

from check_wasm import EXPORT_SECTION, HEADER, KEPT_EXPORTS, Reader, exports


def leb128(number):
    coded = bytearray()
    while number >= 0x80:
        coded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(coded + bytes([number]))


def section(number, contents):
    return bytes([number]) + leb128(len(contents)) + contents


def export_section(kept):
    entries = [
        leb128(len(name)) + name.encode() + bytes([kind]) + leb128(index)
        for name, kind, index in kept
    ]
    return section(EXPORT_SECTION, leb128(len(entries)) + b"".join(entries))


def strip(module):
    """The module with no other exports than those that are kept."""
    found = [export for export in exports(module) if export[0] in KEPT_EXPORTS]
    reader, out = Reader(module), bytearray(HEADER)
    reader.bytes(len(HEADER))
    while reader.at < len(module):
        number, contents = reader.byte(), reader.bytes(reader.number())
        out += export_section(found) if number == EXPORT_SECTION else section(number, contents)
    return bytes(out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} BUILT.wasm STRIPPED.wasm")
    try:
        built = pathlib.Path(sys.argv[1]).read_bytes()
        pathlib.Path(sys.argv[2]).write_bytes(strip(built))
    except (OSError, ValueError) as error:
        sys.exit(f"{sys.argv[1]}: {error}")
