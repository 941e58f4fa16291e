#!/usr/bin/env bash
# Brings Debian's Prometheus and promtool to .tools/prometheus, for the tests of
# /metrics. The package is unpacked there, and nothing is installed: its two
# programs need no more than the C library. Where there is no apt, those that
# PATH has are taken.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

folder=$tools/prometheus
programs=(prometheus promtool)

runs() { "$1" --version >/dev/null 2>&1; }
complete() {
    local program
    for program in "${programs[@]}"; do
        runs "$folder/$program" || return
    done
}
bring() {
    with_index unpack_packages "$folder.package" prometheus || return
    rm -rf "$folder" && mv "$folder.package/usr/bin" "$folder" && rm -rf "$folder.package"
}
link() {
    local program path
    mkdir -p "$folder"
    for program in "${programs[@]}"; do
        path=$(command -v "$program") && ln -sfn "$path" "$folder/$program" || return
    done
}

complete && exit
mkdir -p "$tools"
say "bringing Prometheus"
{ bring || link; } >"$tools/prometheus.log" 2>&1 || true
complete || fail "no Prometheus, which tests read /metrics with (see $tools/prometheus.log)" \
    "install prometheus and promtool so that PATH has them, then run make again"
say "Prometheus $("$folder/prometheus" --version 2>&1 | sed -n '1s/.*version \([^ ]*\).*/\1/p') is at $folder"
