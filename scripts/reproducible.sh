#!/usr/bin/env bash
# Builds the wasm of the last commit twice, in two folders of different names,
# and says whether the outcomes are the same byte by byte.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

commit=$(git rev-parse HEAD)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Of its own for each build, wherever cargo's is.
unset CARGO_TARGET_DIR

build() {
    mkdir -p "$1"
    git archive "$commit" | tar -x -C "$1"
    ln -s "$(realpath -- "$tools")" "$1/.tools"
    say "building in $1"
    "$1/scripts/cargo-wasm.sh" build --quiet --locked --profile wasm --lib
    "$1/scripts/optimize-wasm.sh" "$1/target/wasm32-wasip1/wasm/luascale.wasm" "$1/luascale.wasm"
}

one=$folder/one
other="$folder/another one with a longer name"
build "$one"
build "$other"
(cd "$folder" && sha256sum "one/luascale.wasm" "${other##*/}/luascale.wasm")
if ! cmp "$one/luascale.wasm" "$other/luascale.wasm"; then
    fail "the same source made two modules" "compare them with wasm-dis"
fi
echo "reproducible: the same source made the same module twice, with $(rustc --version)"
if git diff --quiet HEAD && [ -e target/luascale.wasm ]; then
    if cmp -s "$one/luascale.wasm" target/luascale.wasm; then
        echo "reproducible: target/luascale.wasm is that module"
    else
        echo "reproducible: target/luascale.wasm is another one: of another commit, or with parts from before this script (cargo clean)"
    fi
fi
