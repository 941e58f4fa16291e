#!/usr/bin/env bash
# Brings Chromium, with which a test looks at the page for people: Debian's
# package, installed as root where PATH has none. CHROMIUM=/path/to/chrome uses
# another one; with CHROMIUM=none that test says that it did not run.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

found() { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null

if [ -n "${CHROMIUM:-}" ]; then
    [ "$CHROMIUM" != none ] || exit 0
    "$CHROMIUM" --version >/dev/null 2>&1 ||
        fail "CHROMIUM=$CHROMIUM is no Chromium that runs here" "give the full path of one, or say CHROMIUM=none"
    exit
fi
mkdir -p "$tools"
found || { install_packages chromium && found; } ||
    fail "no Chromium, which a test looks at the status page with" \
        "on Debian run 'apt-get install chromium' as root, or say 'make CHROMIUM=none …' to do without that test"
