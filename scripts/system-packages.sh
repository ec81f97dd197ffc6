#!/usr/bin/env bash
# Debian packages the project needs beyond Python, and only where they are missing: python3-venv; with --tests also
# chromium for the browser tests. The program itself needs neither.
# Runs as root or through sudo; on other systems it says what to install and goes on.
set -eu
missing=()
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if [ "${1:-}" = "--tests" ]; then
  [ -x "${PEERCALL_CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium)
fi
[ "${#missing[@]}" -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "Please install: ${missing[*]} (no apt-get here)." >&2
  exit 0
fi
run=()
[ "$(id -u)" -eq 0 ] || run=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${run[@]}" apt-get update -qq
"${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
