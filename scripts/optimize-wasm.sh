#!/usr/bin/env bash
# Makes a wasm module smaller by an eighth (Binaryen's wasm-opt), which is as much
# less for Envoy to compile on each of its threads:
#
#   scripts/optimize-wasm.sh built.wasm optimized.wasm [all-exports]
#
# Callbacks that the filter does not act on are left out (keep_exports.py), but
# with all-exports. Without wasm-opt (setup-wasm-opt.sh) the module is copied as it is. Nothing is
# done twice.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

from=$1
to=$2
exports=${3:-kept}

# What the Rust target has by default, and Envoy's V8 knows.
features=(
    --enable-bulk-memory --enable-multivalue --enable-mutable-globals
    --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext
)

mkdir -p "$(dirname "$to")"
if [ "$exports" != all-exports ]; then
    stripped=$to.stripped
    trap 'rm -f "$stripped"' EXIT
    python3 scripts/keep_exports.py "$from" "$stripped"
    from=$stripped
fi
if ! command -v wasm-opt >/dev/null; then
    rm -f "$to.from"
    cmp -s "$from" "$to" || cp "$from" "$to"
    exit
fi

done_for=$(sha256sum <"$from")
[ -e "$to" ] && [ "$(cat "$to.from" 2>/dev/null)" = "$done_for" ] && exit
# Beside it first: nobody is to load half a module.
wasm-opt -Oz "${features[@]}" "$from" -o "$to.new"
mv "$to.new" "$to"
echo "$done_for" >"$to.from"
