#!/usr/bin/env bash
# The compiler, for cargo-wasm.sh: with no folder of this machine in what it
# makes. Not by RUSTFLAGS, since cargo makes names of folders from those.
exec ${LUASCALE_RUSTC_WRAPPER:+"$LUASCALE_RUSTC_WRAPPER"} "$@" \
    --remap-path-prefix="$LUASCALE_FOLDER=luascale" \
    --remap-path-prefix="$LUASCALE_TARGET=luascale/target" \
    --remap-path-prefix="${CARGO_HOME:-$HOME/.cargo}/registry/src=crates" \
    --remap-path-prefix=/usr/lib/rustlib/src/rust=rust
