#!/usr/bin/env bash
# Brings the images that compose.yaml names: pulls and builds them. Where the engine
# cannot pull, makes stand-ins under the same names from programs of this machine, all
# of them in one image: the pinned Envoy, the Prometheus that tests use, Python, Docker's
# client and luascale. There is none for Grafana.
#
#   images.sh            bring them
#   images.sh --remove   remove stand-ins that no container uses
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

luascale=${LUASCALE:-target/debug/luascale}
envoy=${LUASCALE_ENVOY:-$tools/envoy}
file=compose/compose.yaml
mark=luascale.stand-in

compose() {
    if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}
remove() { docker image prune --all --force --filter "label=$mark" >/dev/null; }

# put ROOT FILE…: copies files, with the libraries that they load, to where they are.
put() {
    local root=$1 && shift
    # What is no program has none: ldd says so and fails.
    { printf '%s\n' "$@" && { ldd "$@" 2>/dev/null || true; } |
        awk '$2 == "=>" && $3 ~ /^\// {print $3} $1 ~ /^\// && $2 ~ /^\(/ {print $1}'; } |
        sort -u | xargs cp -L --parents --target-directory "$root"
}
# Python's modules, and Debian's, where Compose is one of those.
python_modules() {
    /usr/bin/python3 - <<'PYTHON'
import os, sys, sysconfig
print(sysconfig.get_path("stdlib"))
try:
    import compose.cli.main
except ImportError:
    sys.exit()
shared = os.path.dirname(os.path.dirname(compose.__file__))
for name, module in list(sys.modules.items()):
    path = getattr(module, "__file__", None) or ""
    if "." not in name and os.path.dirname(path) == shared:
        print(path)
    elif "." not in name and os.path.dirname(os.path.dirname(path)) == shared:
        print(os.path.dirname(path))
for name in os.listdir(shared):
    if name.endswith((".dist-info", ".egg-info")):
        print(os.path.join(shared, name))
PYTHON
}
# A plugin of Docker's that is Compose, of whichever kind there is.
put_compose() {
    local root=$1 plugin folder=$1/usr/local/lib/docker/cli-plugins
    mkdir -p "$folder"
    plugin=$(docker info --format '{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}{{.Path}}{{end}}{{end}}')
    if [ -n "$plugin" ]; then
        cp -L "$plugin" "$folder/docker-compose"
    else
        cat >"$folder/docker-compose" <<'SHELL'
#!/bin/sh
if [ "$1" = docker-cli-plugin-metadata ]; then
    echo '{"SchemaVersion":"0.1.0","Vendor":"stand-in"}'
    exit
fi
shift
exec /usr/bin/python3 -c 'from compose.cli.main import main; main()' "$@"
SHELL
        chmod +x "$folder/docker-compose"
    fi
}
make_root() {
    local root=$1 program modules
    [ -n "${LUASCALE_ENVOY-}" ] || scripts/setup-envoy.sh
    [ -n "${LUASCALE-}" ] || cargo build --locked --bin luascale
    scripts/setup-prometheus.sh
    put "$root" /bin/sh "$(command -v cat)" "$(command -v wc)" "$(command -v docker)" /usr/bin/python3
    modules=$(python_modules)
    tr '\n' '\0' <<<"$modules" | xargs -0 cp -rL --parents --target-directory "$root"
    find "$root" -depth -name __pycache__ -exec rm -rf {} +
    find "$root" -depth \( -name test -o -name ensurepip -o -name 'config-*' \) -path '*/python3*' -exec rm -rf {} +
    find "$root" -name '*.so' -printf '/%P\0' | xargs -0 bash -c "$(declare -f put)"'; put "$@"' put "$root"
    put_compose "$root"
    mkdir -p "$root/usr/local/bin" "$root/tmp" "$root/etc/prometheus" "$root/prometheus"
    for program in "$envoy" "$tools/prometheus/prometheus" "$luascale"; do
        put "$root" "$(realpath "$program")"
        mv "$root/$(realpath "$program")" "$root/usr/local/bin/$(basename "$program")"
    done
    strip "$root/usr/local/bin/luascale" 2>/dev/null || true
}
stand_in() {
    local root name names='docker.io/envoyproxy/envoy docker.io/prom/prometheus'
    root=$(mktemp -d)
    # shellcheck disable=SC2064 # now, while it is known
    trap "rm -rf '$root'" EXIT
    make_root "$root"
    remove
    tar -C "$root" -c . | docker import --change "LABEL $mark=true" --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' - "$mark" >/dev/null
    # Python's is a base that app.Containerfile is built on; the rest stands for itself.
    docker tag "$mark" "$(sed -n 's/^FROM //p' compose/app.Containerfile)"
    docker tag "$mark" luascale-demo-scaler
    for name in $(sed -n 's/^ *image: \(envoyproxy\|prom\)/\1/p' "$file"); do
        docker tag "$mark" "$name"
    done
    compose -f "$file" build -q app
}

[ "${1-}" != --remove ] || { remove; exit; }
if said=$(compose -f "$file" pull -q envoy prometheus 2>&1); then
    compose -f "$file" build app scaler
else
    say "stand-ins for images, since none can be pulled (${said##*$'\n'})"
    stand_in
fi
