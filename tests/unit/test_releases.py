"""Which tags of a template are releases, in which order, and which are newer than another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from goldenpath.operations.template_store.versions import (
    KnownReleases,
    Release,
    read_tags,
    version_of,
)


def known(*tags: str) -> KnownReleases:
    return KnownReleases(read_tags("".join(f"{tag:0>40} refs/tags/{tag}\n" for tag in tags)))


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("v1.2.3", "1.2.3"),
        ("1.2.3", "1.2.3"),
        ("v1", "1"),
        ("v1.0.0rc1", "1.0.0rc1"),
        ("v1.0.0-rc.1", "1.0.0rc1"),
        ("v1.0.0.dev4", "1.0.0.dev4"),
        ("v2!1.0", "2!1.0"),
        # As git describes a commit after a tag.
        ("v1.2.3-4-gabc1234", "1.2.3.post4"),
        ("1.2.3-14-g0123456789abcdef", "1.2.3.post14"),
        ("v1.0.0-x-gabc1234", None),
        ("-g", None),
        ("v1.0.0-g", None),
        ("v1.0.0-gabc1234", None),
        ("latest", None),
        ("release-1.2", None),
        ("v1.2.x", None),
        ("abc1234", None),
        ("", None),
        ("HEAD", None),
    ],
)
def test_a_tag_names_a_version_or_none(tag: str, version: str | None) -> None:
    assert version_of(tag) == (None if version is None else Version(version))


def test_releases_come_oldest_first_as_versions_and_not_as_words() -> None:
    found = known("v1.10.0", "v1.9.0", "v2.0.0", "v2.0.0rc1", "0.9", "v1.9.0.post1", "v1.10.0a1")
    assert [release.tag for release in found.releases] == [
        "0.9",
        "v1.9.0",
        "v1.9.0.post1",
        "v1.10.0a1",
        "v1.10.0",
        "v2.0.0rc1",
        "v2.0.0",
    ]


@given(
    st.lists(st.sampled_from(["v1.2.3", "1.2.3", "v1.10.0", "v01.9.0", "0.0.0", "v1.2.4rc1", "x"]))
)
def test_plain_versions_are_ordered_as_packaging_orders_them(tags: list[str]) -> None:
    # One tag that only packaging reads makes packaging order all of them.
    quick = known(*tags)
    slow = known(*tags, "v99.0.0.dev1")
    assert quick.releases == slow.releases[:-1]
    assert quick.latest == slow.latest
    for tag in tags:
        assert quick.newer_than(tag) == slow.newer_than(tag)


def test_tags_that_are_no_versions_are_no_releases() -> None:
    found = known("nightly", "v1.0.0", "release-2", "v2", "docs/v3.0.0", "v1.0.0-old")
    assert [release.tag for release in found.releases] == ["v1.0.0", "v2"]


@pytest.mark.parametrize(
    ("tags", "latest"),
    [
        ((), None),
        (("v1.0.0rc1", "v2.0.0.dev1"), None),
        (("v1.0.0",), "v1.0.0"),
        (("v2.0.0", "v1.0.0"), "v2.0.0"),
        # A pre-release is nobody's newest one.
        (("v1.0.0", "v2.0.0rc1"), "v1.0.0"),
        (("v1.0.0", "v2.0.0rc1", "v2.0.0"), "v2.0.0"),
        (("nonsense",), None),
    ],
)
def test_the_newest_release_is_final(tags: tuple[str, ...], latest: str | None) -> None:
    found = known(*tags).latest
    assert (found.tag if found else None) == latest


TAGS = ("v1.0.0", "v1.1.0", "v2.0.0rc1", "v2.0.0", "v2.1.0.dev1", "v10.0.0")


@pytest.mark.parametrize(
    ("version", "newer"),
    [
        ("v0.1.0", ("v1.0.0", "v1.1.0", "v2.0.0", "v10.0.0")),
        ("v1.0.0", ("v1.1.0", "v2.0.0", "v10.0.0")),
        # The same version under another name is not newer.
        ("1.0", ("v1.1.0", "v2.0.0", "v10.0.0")),
        ("v1.1.0-3-gabc1234", ("v2.0.0", "v10.0.0")),
        # Who is on a pre-release is told of the release.
        ("v2.0.0rc1", ("v2.0.0", "v10.0.0")),
        ("v2.0.0", ("v10.0.0",)),
        ("v10.0.0", ()),
        ("v11.0.0", ()),
        ("main", ()),
        ("abc1234", ()),
    ],
)
def test_only_final_releases_after_a_version_are_newer(
    version: str, newer: tuple[str, ...]
) -> None:
    assert known(*TAGS).newer_than(version) == newer


def test_a_release_is_found_by_its_tag_and_by_no_other_name() -> None:
    releases = (Release("v1.0.0", "a" * 40), Release("v2.0.0", "b" * 40))
    found = KnownReleases(releases)
    assert found.tagged("v2.0.0") == releases[1]
    assert found.tagged("v1.0.0") == releases[0]
    assert found.tagged("1.0.0") is None
    assert found.tagged("v3.0.0") is None


@pytest.mark.parametrize("separator", ["\t", " "])
def test_the_commit_of_an_annotated_tag_is_the_one_that_it_stands_for(separator: str) -> None:
    lines = [
        f"{'a' * 40}{separator}refs/tags/v1.0.0",
        f"{'b' * 40}{separator}refs/tags/v2.0.0",
        f"{'c' * 40}{separator}refs/tags/v2.0.0^{{}}",
    ]
    assert read_tags("\n".join(lines)) == (
        Release("v1.0.0", "a" * 40),
        Release("v2.0.0", "c" * 40),
    )
    assert read_tags("") == ()
