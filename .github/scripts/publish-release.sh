#!/usr/bin/env bash
# publish-release.sh TAG FOLDER: a GitHub release of FOLDER/dist with FOLDER/notes.md.
# Run again after a failure, it mends the release that it left.
set -euo pipefail
tag=$1
folder=$2

# GitHub takes 125,000 characters.
head -c 120000 "$folder/notes.md" >"$folder/body.md"
if gh release view "$tag" >/dev/null 2>&1; then
    gh release edit "$tag" --title "$tag" --notes-file "$folder/body.md"
    gh release upload "$tag" "$folder"/dist/* --clobber
else
    gh release create "$tag" --verify-tag --title "$tag" --notes-file "$folder/body.md" \
        "$folder"/dist/*
fi
