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
unpack() {
    local beside=$folder.new
    rm -rf "$beside" && mkdir -p "$beside" || return
    # apt-get writes to the folder that it runs in, and checks the package
    # against the archive's signed index.
    (cd "$beside" && apt-get download prometheus && dpkg-deb -x prometheus_*.deb unpacked) || return
    rm -rf "$folder" && mkdir -p "$folder" && mv "$beside"/unpacked/usr/bin/* "$folder"/ && rm -rf "$beside"
}
bring() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return
    # An index that is too old, or none: only root can bring a new one.
    unpack || { [ "$(id -u)" = 0 ] && apt-get update && unpack; }
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
