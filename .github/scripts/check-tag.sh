#!/usr/bin/env bash
# check-tag.sh TAG: is it a release that this project would make? One sentence if not.
set -euo pipefail
cd "$(dirname "$0")/../.."
tag=$1

refuse() {
    echo "check-tag: $tag $1" >&2
    exit 1
}

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml | head -n 1)
[ "$tag" = "v$version" ] || refuse "is not the version of pyproject.toml, which is $version."
[ "$(git cat-file -t "refs/tags/$tag")" = tag ] || refuse "is not annotated: nobody vouches for it."
[ "$(git rev-parse "refs/tags/$tag^{commit}")" = "$(git rev-parse HEAD)" ] ||
    refuse "names another commit than the one that is checked out."
git merge-base --is-ancestor HEAD origin/main || refuse "is not on main."
grep -q "^## \[$version\] - " CHANGELOG.md || refuse "has no dated entry in CHANGELOG.md."
