#!/usr/bin/env bash
# Brings skopeo and kubectl to .tools/readers, where PATH has none: Debian's packages,
# unpacked there and not installed. Tests have them read what others will read with
# them, the image and the kustomizations, and say so where there are none.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

folder=$tools/readers
# Before this version its kustomize knew no patches.
oldest_kubectl=1.21

runs() { "$1" --help >/dev/null 2>&1; }
is_there() { runs "$1" || runs "$folder/$1"; }

bring_skopeo() {
    local package=$folder/skopeo-package missing
    # Itself, and the libraries that are not here; what else it recommends or depends
    # on is for what tests do not do.
    missing=$(apt-get install -s --no-install-recommends skopeo | sed -nE 's/^Inst ((skopeo|lib)[^ ]*) .*/\1/p')
    # shellcheck disable=SC2086
    [ -n "$missing" ] && unpack_packages "$package" $missing || return
    cat >"$folder/skopeo" <<'END'
#!/bin/sh
package=$(dirname "$0")/skopeo-package
LD_LIBRARY_PATH=$(echo "$package"/usr/lib/*/) exec "$package/usr/bin/skopeo" "$@"
END
    chmod +x "$folder/skopeo"
}
bring_kubectl() {
    local package=$folder/kubectl-package version
    version=$(apt-cache policy kubernetes-client | sed -n 's/^ *Candidate: //p')
    dpkg --compare-versions "$version" ge "$oldest_kubectl" || {
        echo "kubernetes-client is $version"
        return 1
    }
    unpack_packages "$package" kubernetes-client && ln -sfn kubectl-package/usr/bin/kubectl "$folder/kubectl"
}

for tool in skopeo kubectl; do
    missing=$tools/no-$tool
    # What could not be brought once is not asked for again at each run.
    if is_there "$tool" || [ -e "$missing" ]; then continue; fi
    say "bringing $tool"
    mkdir -p "$folder"
    with_index "bring_$tool" >"$folder/$tool.log" 2>&1 || true
    runs "$folder/$tool" || {
        touch "$missing"
        say "no $tool, so a test of what it reads does not run (see $folder/$tool.log)"
    }
done
