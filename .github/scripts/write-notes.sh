#!/usr/bin/env bash
# write-notes.sh TAG: what a release says of itself. The changelog, then what renders show.
set -euo pipefail
cd "$(dirname "$0")/../.."
tag=$1

# The entry of this version: from its heading to the next.
awk -v heading="## [${tag#v}]" '
    /^## \[/ { inside = index($0, heading) == 1; next }
    inside
' CHANGELOG.md

before=$(git describe --tags --abbrev=0 --match 'v*' "$tag^" 2>/dev/null) || exit 0
./uvw run --locked goldenpath release notes "$before" "$tag"
