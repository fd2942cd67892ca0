"""Which templates a fleet renders: by what they are, however they are written."""

import os
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.operations.template_store.locations import canonical_url
from goldenpath.operations.template_store.trust import TrustedTemplates

OWN = "https://github.com/palindrom-ai"


@pytest.mark.parametrize(
    "location",
    [
        f"{OWN}/goldenpath",
        f"{OWN}/goldenpath.git",
        f"{OWN}/goldenpath/",
        f"{OWN}//goldenpath.git/",
        f"git+{OWN}/goldenpath.git",
        "https://GitHub.com/palindrom-ai/goldenpath",
        "https://github.com:443/palindrom-ai/goldenpath",
        "https://github.com/p%61lindrom-ai/goldenpath",
    ],
)
def test_the_own_templates_are_trusted(location: str) -> None:
    assert TrustedTemplates(frozenset([OWN]), frozenset()).trusts(location)


@pytest.mark.parametrize(
    "location",
    [
        f"{OWN}-evil/goldenpath",
        f"{OWN}/../evil/x",
        f"{OWN}/./../evil/x",
        f"{OWN}/%2e%2e/evil/x",
        f"{OWN}/%2E./evil/x",
        f"{OWN}/%252e%252e/evil/x",
        f"{OWN}%2f..%2fevil",
        f"{OWN}/..%2fevil",
        f"{OWN}\\..\\evil",
        f"{OWN}/x?y",
        f"{OWN}/x#y",
        f"{OWN}/x y",
        f"{OWN}/x%0ay",
        f"{OWN}/x%00y",
        f"{OWN}/\tx",
        f"{OWN}/%ff",
        "https://github.com@evil.example/palindrom-ai/x",
        "https://github.com:443@evil.example/palindrom-ai/x",
        "https://github.com:x@evil.example/palindrom-ai/x",
        "https://user@github.com/palindrom-ai/x",
        "https://:password@github.com/palindrom-ai/x",
        "https://github.com:8443/palindrom-ai/x",
        "https://github.com:99999/palindrom-ai/x",
        "https://github.com\\@evil.example/palindrom-ai/x",
        "https://evil.example/https://github.com/palindrom-ai/x",
        "https:///palindrom-ai/x",
        "https://[::1/palindrom-ai/x",
        "https://g\u0131thub.com/palindrom-ai/x",
        "http://github.com/palindrom-ai/x",
        "ssh://github.com/palindrom-ai/x",
        "git@github.com:palindrom-ai/x",
        "https://github.com/Palindrom-AI/x",
        "https://github.com/",
        "",
    ],
)
def test_what_only_looks_like_them_is_not(location: str) -> None:
    assert not TrustedTemplates(frozenset([OWN]), frozenset()).trusts(location)


def test_one_who_vouches_for_ssh_may_write_it_in_both_ways() -> None:
    trusted = TrustedTemplates(frozenset(["git@github.com:own"]), frozenset())
    for location in ("git@github.com:own/x.git", "ssh://git@github.com:22/own/x"):
        assert trusted.trusts(location)
    for location in (
        "git@github.com:own/../evil/x",
        "evil@github.com:own/x",
        "ssh://evil@github.com/own/x",
        "ssh://git:word@github.com/own/x",
        "git@github.com:own-evil/x",
        "git@evil.example:own/x",
    ):
        assert not trusted.trusts(location)


def test_a_canonical_url_keeps_what_tells_places_apart() -> None:
    assert canonical_url("https://HOST:8443/a//b.git/") == "https://host:8443/a/b"
    assert canonical_url("https://host/a.git/b") == "https://host/a.git/b"
    assert canonical_url("https://host") == "https://host"
    assert canonical_url("/a/b") is None


def test_folders_are_known_by_what_they_are(tmp_path: Path) -> None:
    fleet, own = tmp_path / "fleet", tmp_path / "own"
    (fleet / "evil/template").mkdir(parents=True)
    own.mkdir()
    (tmp_path / "alias").symlink_to(fleet)
    trusted = TrustedTemplates(frozenset(), frozenset([str(fleet)]))
    for path in (
        f"{fleet}/evil/template",
        f"{fleet}",
        f"{own}/../fleet/evil",
        f"{tmp_path}/alias/evil",
        f"{fleet}/not-there",
        f"file://{fleet}/evil".replace("fleet", "fl%65et"),
        f"file://localhost{fleet}/evil",
        f"FILE://{fleet}/evil",
        f"git+file://{fleet}/evil",
        f"/proc/self/root{fleet}/evil",
        f"{fleet}\0",
    ):
        assert not trusted.trusts(path), path
    for path in (f"{own}", f"file://{own}", f"{own}/not-there", f"{fleet}-other", str(tmp_path)):
        assert trusted.trusts(path), path
    vouched = TrustedTemplates(frozenset([f"{fleet}/evil"]), frozenset([str(fleet)]))
    assert vouched.trusts(f"{fleet}/evil/template")
    assert not vouched.trusts(f"{fleet}")


@pytest.mark.parametrize("kept", ["templates", "repositories"])
def test_a_copy_of_goldenpaths_own_is_no_template(tmp_path: Path, kept: str) -> None:
    mirror = tmp_path / "cache" / kept / "x/mirror.git"
    mirror.mkdir(parents=True)
    (tmp_path / "alias").symlink_to(tmp_path / "cache")
    store = TemplateStore(tmp_path / "cache")
    for path in (
        f"{mirror}",
        f"{tmp_path}/alias/{kept}/x/mirror.git",
        f"{tmp_path}/cache/../cache/{kept}/x/mirror.git",
        f"file://{mirror}".replace("mirror", "m%69rror"),
        os.path.relpath(mirror, "/").join(["/proc/self/root/", ""]),
    ):
        with pytest.raises(BadInputError, match="own cache"):
            store.releases(path)
