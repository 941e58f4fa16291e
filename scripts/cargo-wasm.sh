#!/usr/bin/env bash
# cargo for wasm32-wasip1, with the toolchain that setup-wasm.sh chose:
#
#   scripts/cargo-wasm.sh build --profile wasm --lib
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

subcommand=$1
shift
options=(--target wasm32-wasip1)
# The same source is to make the same module, whoever builds it wherever: no
# folder of this machine is in it.
LUASCALE_TARGET=$(realpath -m -- "${CARGO_TARGET_DIR:-target}")
export LUASCALE_FOLDER=$PWD LUASCALE_TARGET LUASCALE_RUSTC_WRAPPER=${RUSTC_WRAPPER:-}
export RUSTC_WRAPPER=$PWD/scripts/rustc-remap.sh

case $(cat "$tools/wasm-toolchain" 2>/dev/null) in
active) ;;
distribution)
    # Debian ships no compiled standard library for this target, but its
    # source, the C library below it and a linker. Building the standard
    # library is a nightly feature, which RUSTC_BOOTSTRAP lets a stable
    # compiler have.
    export PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
    export CARGO_TARGET_WASM32_WASIP1_LINKER=wasm-ld
    export CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS="-L native=/usr/lib/wasm32-wasi -C link-self-contained=no"
    options+=(-Zbuild-std=std,panic_abort)
    ;;
*) fail "no toolchain for wasm32-wasip1 chosen yet" "run 'make setup'" ;;
esac

exec cargo "$subcommand" "${options[@]}" "$@"
