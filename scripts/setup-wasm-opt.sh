#!/usr/bin/env bash
# Brings Binaryen's wasm-opt, for optimize-wasm.sh, where a package can be
# installed. The build does without where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

missing=$tools/no-wasm-opt

command -v wasm-opt >/dev/null && { rm -f "$missing"; exit; }
# What could not be brought once is not asked for again at each build.
[ -e "$missing" ] && exit
mkdir -p "$tools"
install_packages binaryen && exit
touch "$missing"
say "no wasm-opt, so the module stays a tenth larger: install Binaryen (on Debian: binaryen)"
