#!/usr/bin/env bash
# rot-guard.sh locked|newest REPORT: renders every shape, and locks, installs, lints, types and
# tests each; the first failure goes to REPORT.
#   locked: with the dependencies as they were on the day of this commit
#   newest: with the newest of everything, goldenpath's own dependencies included
set -euo pipefail
cd "$(dirname "$0")/../.."
dependencies=$1
report=$2
log=$(mktemp)
trap 'rm -f "$log"' EXIT

try() {
    echo "$ $*" >"$log"
    if ! "$@" >>"$log" 2>&1; then
        {
            printf '## With %s dependencies\n\n' "$dependencies"
            printf 'At %s, this fails first:\n\n```text\n' "$(git rev-parse --short HEAD)"
            head -n 1 "$log"
            # Fences in what failed would end this one.
            tail -n +2 "$log" | tail -n 120 | sed 's/^```/~~~/'
            printf '```\n\n'
        } >"$report"
        cat "$report"
        exit 1
    fi
}

case $dependencies in
locked)
    try ./uvw sync --locked
    UV_EXCLUDE_NEWER=$(git log -1 --format=%cI)
    export UV_EXCLUDE_NEWER
    ;;
newest)
    try ./uvw lock --upgrade
    try ./uvw sync
    ;;
*)
    echo "rot-guard: '$dependencies' is neither locked nor newest." >&2
    exit 2
    ;;
esac
try ./uvw run --no-sync pytest --maxfail=1 --every-suite tests/e2e/test_rendered_repositories.py
