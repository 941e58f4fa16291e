# Sourced by the scripts beside it, which run from the repository's folder.

tools=.tools # everything that set-up brings; delete it to start anew

say() { echo "luascale: $*"; }

# fail "what is wrong" "the remedy": one line, then the end.
fail() {
    echo "luascale: $1: $2" >&2
    exit 1
}

# version_of ENVOY: "…  version: <commit>/1.40.0/Clean/RELEASE/BoringSSL" gives 1.40.0
version_of() { "$1" --version 2>/dev/null | sed -n 's|.*version: [^/]*/\([^/]*\)/.*|\1|p'; }

# install_packages NAME…: Debian's, as root; elsewhere it fails.
install_packages() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return
    say "installing $*"
    # --no-remove: where packages conflict, which to keep is for a person to say.
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y --no-install-recommends --no-remove "$@"; } \
        >"$tools/apt.log" 2>&1
}

# unpack_packages FOLDER NAME…: Debian's, unpacked into FOLDER in place of being
# installed; elsewhere it fails.
unpack_packages() {
    local folder=$1 beside=$1.new package
    shift
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return
    rm -rf "$beside" && mkdir -p "$beside" || return
    # apt-get writes to the folder that it runs in, and checks packages against the
    # archive's signed index.
    (cd "$beside" && apt-get download "$@") || return
    for package in "$beside"/*.deb; do
        dpkg-deb -x "$package" "$beside/unpacked" || return
    done
    rm -rf "$folder" && mv "$beside/unpacked" "$folder" && rm -rf "$beside"
}

# with_index COMMAND…: once more where it fails with packages' index being too old, or
# missing: only root can bring a new one.
with_index() { "$@" || { [ "$(id -u)" = 0 ] && apt-get update && "$@"; }; }
