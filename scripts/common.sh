# Sourced by the scripts beside it, which run from the repository's folder.

tools=.tools # everything that set-up brings; delete it to start anew

say() { echo "luascale: $*"; }

# fail "what is wrong" "the remedy": one line, then the end.
fail() {
    echo "luascale: $1: $2" >&2
    exit 1
}

# install_packages NAME…: Debian's, as root; elsewhere it fails.
install_packages() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return
    say "installing $*"
    # --no-remove: where packages conflict, which to keep is for a person to say.
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y --no-install-recommends --no-remove "$@"; } \
        >"$tools/apt.log" 2>&1
}
