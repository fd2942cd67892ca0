"""Rules about documents: the files that people and agents read first."""

import re
from collections.abc import Iterator

from goldenpath.rules.ci import OTHER_MANAGER
from goldenpath.rules.evidence.folder import Folder
from goldenpath.rules.evidence.markdown import Line, Page
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import ADVICE, LENIENT_PROTOTYPE, Problem, Rule
from goldenpath.rules.standard import Standard

_README = "README.md"
_CHANGELOG = "CHANGELOG.md"
_GUIDES = ("AGENTS.md", "CLAUDE.md")
_MOST_STEPS = 5
_LONGEST_HEADING = 200
_RELEASE = re.compile(
    r"\[?(Unreleased|v?\d+\.\d+\S*?)\]?( [-\u2013\u2014] \d{4}-\d{2}-\d{2})?( \[YANKED\])?"
)
_KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
_GUIDE_WORDS = {"commands": "command", "architecture": "architecture"}


class Documents(Rule):
    family = "documents"


class DO01(Documents):
    """The README says what the repository is"""

    requirements = ("16a",)
    fix = "begin README.md with a heading, and a sentence that says what the repository does"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """README.md exists, and has a title and a text that says what the repository is for."""
        text = repository.folder.text(_README)
        if text is None:
            yield Problem(message="README.md is missing.", path=_README)
            return
        page = Page(text)
        if not page.headings and "<h1" not in text:
            yield Problem(message="the README has no title.", path=_README, line=1)
        elif not page.opening:
            yield Problem(
                message="no sentence says what the repository does.", path=_README, line=1
            )


class DO02(Documents):
    """The README says how to set up, run, test and deploy"""

    requirements = ("16b",)
    fix = "add a heading, a list item or a comment beside a command that says so"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"DO01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The README has a heading, list item or comment on how to set up, run, test and deploy."""
        signposts = " ".join(_page(repository.folder, _README).signposts).lower()
        for section in standard.ruleset.readme_sections.value:
            words = "|".join(map(re.escape, section.words))
            if not re.search(rf"\b({words})\b", signposts):
                yield Problem(
                    message=f"the README does not describe {section.name}: no heading, list item or"
                    f" comment beside a command has one of {', '.join(section.words)}.",
                    path=_README,
                )


class DO03(Documents):
    """A procedure in the README has at most five steps"""

    requirements = ("16b",)
    fix = "combine steps in a script or a workflow"
    tiers = ADVICE
    requires = frozenset({"DO01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No numbered list in the README has more than five steps.

        People make mistakes in long procedures, and a script does not.
        """
        count = _page(repository.folder, _README).longest_numbered_list
        if count > _MOST_STEPS:
            yield Problem(message=f"a list has {count} steps.", path=_README)


class DO04(Documents):
    """The README describes every environment variable"""

    requirements = ("16c",)
    fix = "add a row with the variable in backticks and its meaning"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"DO01", "LA09"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The README has every variable that Settings reads, in backticks, with its meaning."""
        text = repository.folder.text(_README) or ""
        for variable in repository.variables:
            if not any(f"`{name}`" in text for name in variable.names):
                yield Problem(message=f"`{variable.names[0]}` is not in the README.", path=_README)


class DO05(Documents):
    """The changelog has the agreed form"""

    requirements = ("16d",)
    fix = "write CHANGELOG.md in the form that keepachangelog.com describes"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """CHANGELOG.md has a heading for each version, and under it only six kinds of change.

        Keep a Changelog defines the form: `## [1.0.0] - 2026-01-31` or `## [Unreleased]`, and under
        it Added, Changed, Deprecated, Removed, Fixed or Security.
        """
        text = repository.folder.text(_CHANGELOG)
        if text is None:
            yield Problem(message="CHANGELOG.md is missing.", path=_CHANGELOG)
            return
        releases, wrong = 0, []
        for line in Page(text).prose:
            level, _, title = line.text[:_LONGEST_HEADING].partition(" ")
            is_wrong = level == "###" and title.strip() not in _KINDS
            if level == "##":
                releases += 1
                is_wrong = not _RELEASE.fullmatch(title.strip())
            if is_wrong:
                wrong.append(Line(title.strip()[:60], line.number))
        if wrong:
            others = f"; {len(wrong) - 1} more headings are wrong" if len(wrong) > 1 else ""
            yield Problem(
                message=f"the heading {wrong[0].text!r} is neither a release nor a kind of change"
                f"{others}.",
                path=_CHANGELOG,
                line=wrong[0].number,
            )
        if not releases:
            yield Problem(message="the changelog has no release.", path=_CHANGELOG)


class DO06(Documents):
    """The guide for agents describes commands and architecture"""

    requirements = ("16e",)
    fix = "write AGENTS.md with the tier, the commands and the architecture"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """AGENTS.md or CLAUDE.md exists, with sections on commands and architecture."""
        text = _guide(repository)
        if not text.strip():
            yield Problem(message="AGENTS.md and CLAUDE.md are missing.", path=_GUIDES[0])
            return
        headings = " ".join(Page(text).headings).lower()
        for name, word in _GUIDE_WORDS.items():
            if word not in headings:
                yield Problem(message=f"no heading is about {name}.", path=_GUIDES[0])


class DO07(Documents):
    """The guide for agents names the tier"""

    requirements = ("16e",)
    fix = "name the ruleset in AGENTS.md"
    tiers = LENIENT_PROTOTYPE
    requires = frozenset({"DO06"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """AGENTS.md or CLAUDE.md names the tier, and does not name the ruleset of another tier."""
        text = _guide(repository)
        if not re.search(rf"\b{standard.tier}\b", text):
            yield Problem(message=f"the tier {standard.tier} is not named.", path=_GUIDES[0])
        for ruleset in standard.catalogue.rulesets:
            if ruleset.tier is not standard.tier and re.search(rf"\b{ruleset.name}\b", text):
                yield Problem(
                    message=f"the guide names {ruleset.name}, and the tier is {standard.tier}.",
                    path=_GUIDES[0],
                )


class DO08(Documents):
    """Documents tell people to install with uv"""

    requirements = ("2d",)
    fix = "write `uv add`, `uv sync` or `uvx`"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No command in the README, the guides or docs/ calls pip, Poetry, pipenv or conda.

        In Markdown, the rule reads only code, in blocks and between backticks, not prose.
        """
        for path in repository.folder.with_suffix(".md", ".rst"):
            if "/" in path and not path.startswith("docs/"):
                continue
            if path == _CHANGELOG:
                # The changelog describes the past, and may name the tools of that time.
                continue
            page = _page(repository.folder, path)
            lines = page.prose if path.endswith(".rst") else page.commands
            for line in lines:
                if found := OTHER_MANAGER.search(line.text):
                    yield Problem(
                        message=f"the document says {found[1]}.", path=path, line=line.number
                    )


def _page(folder: Folder, path: str) -> Page:
    return Page(folder.text(path) or "")


def _guide(repository: Repository) -> str:
    """Return the text of both guides, because one often only names the other."""
    return "\n".join(repository.folder.text(path) or "" for path in _GUIDES)
