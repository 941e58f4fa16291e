#!/usr/bin/env bash
# Finds a toolchain that builds for wasm32-wasip1 and writes down which one in
# .tools/wasm-toolchain, for cargo-wasm.sh to read:
#
#   active        the toolchain in use, with its target wasm32-wasip1
#   distribution  Debian's (packages named *-web), where rustup is missing or
#                 cannot download
#
# LUASCALE_WASM_TOOLCHAIN=active or =distribution allows that one only.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

target=wasm32-wasip1
choice_file=$tools/wasm-toolchain
packages=(rustc-web cargo-web rust-web-src rust-web-clippy wasi-libc lld)

choose() {
    [ "$(cat "$choice_file" 2>/dev/null)" = "$1" ] && return
    echo "$1" >"$choice_file"
    say "wasm toolchain: $1, $2"
}

# The compiler names a folder for a target whether the target is there or not.
active_has_target() {
    local folder
    folder=$(rustc --print target-libdir --target "$target" 2>/dev/null) &&
        compgen -G "$folder/libstd-*.rlib" >/dev/null
}

add_target() {
    command -v rustup >/dev/null || return
    say "adding the target $target with rustup"
    # rustup tries for ever where packets vanish. Its own words help nobody
    # here: the distribution is tried next.
    timeout 300 rustup target add "$target" >"$tools/rustup.log" 2>&1 && active_has_target
}

# The standard library's source lies below the compiler that it belongs to, so
# the two agree. Whether they are new enough, cargo says.
distribution_complete() {
    [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && [ -x /usr/bin/wasm-ld ] &&
        [ -e /usr/lib/wasm32-wasi/libc.a ] &&
        [ -e "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/std/Cargo.toml" ]
}

wanted=${LUASCALE_WASM_TOOLCHAIN:-any}
mkdir -p "$tools"

if [ "$wanted" != distribution ]; then
    command -v rustc >/dev/null || fail "no Rust compiler" "install Rust (rustup brings it), then run make again"
    if active_has_target; then
        choose active "$(rustc --version)"
        exit
    fi
    # What was found missing once is not asked for again at each build.
    if [ "$wanted" = active ] || [ "$(cat "$choice_file" 2>/dev/null)" != distribution ]; then
        if add_target; then
            choose active "$(rustc --version)"
            exit
        fi
    fi
fi

if [ "$wanted" != active ]; then
    if distribution_complete || { install_packages "${packages[@]}" && distribution_complete; }; then
        choose distribution "$(/usr/bin/rustc --version)"
        exit
    fi
fi

remedy="'rustup target add $target'"
if [ "$wanted" != active ]; then
    remedy+=", or on Debian as root 'apt-get install ${packages[*]}'"
fi
fail "no Rust toolchain for $target" "run $remedy, then make again"
