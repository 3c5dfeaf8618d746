# Sourced by the scripts beside it: what a fresh machine needs, and the installing of it.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*" >&2; }
fail() { printf 'joulemark: %s\n  -> %s\n' "$1" "$2" >&2; exit 1; }

# is_there PROGRAM|HEADER.hpp
is_there() {
  case $1 in
    *.hpp) [ -e "/usr/include/$1" ] || [ -e "/usr/local/include/$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# need_packages PACKAGE=PROGRAM|HEADER.hpp...: installs the Debian packages of what is missing as root; otherwise names the
# line that does. Answers 0 when everything is there now.
need_packages() {
  local pair missing=()
  for pair; do is_there "${pair#*=}" || missing+=("${pair%%=*}"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    printf 'joulemark: missing: %s\n  -> sudo apt-get install -y %s\n' "${missing[*]}" "${missing[*]}" >&2
    return 1
  fi
  say "installing ${missing[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2
}

# What the native inference runner is built with; oneDNN by itself, since not every system has it.
need_runner_packages() {
  need_packages cmake=cmake g++=g++ || true
  need_packages libdnnl-dev=dnnl.hpp || true
}

build_runner() {
  say "building the runner"
  node scripts/build-runner.mjs
}

# The program and its tools, from the lock file; again only when the lock file is newer.
install_and_build() {
  command -v node >/dev/null || fail "Node is not installed" "install Node 20.19 or newer: https://nodejs.org"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node $(node --version) is too old" "install Node 20.19 or newer"
  command -v npm >/dev/null || fail "npm is not installed" "install npm, which comes with Node"
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    say "installing packages"
    # Not `npm ci`: it refuses a lock file made where a registry has the binaries of some platforms only.
    npm install --no-save --no-audit --no-fund --loglevel=error >&2
    touch node_modules/.package-lock.json
  fi
  say "building"
  npm run --silent build >&2
}
