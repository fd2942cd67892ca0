"""Rules about the standards file, which names the ruleset of a repository."""

from collections.abc import Iterator

from goldenpath.model.organisation import StandardsFile
from goldenpath.model.ruleset import Tier
from goldenpath.rules.evidence.documents import (
    Table,
    UnreadableError,
    parse_toml,
    parse_yaml,
    table_at,
    text_at,
    texts_at,
)
from goldenpath.rules.evidence.folder import Folder
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import Problem, Rule
from goldenpath.rules.standard import Dialect, Standard

_METADATA = "repo-metadata.yaml"
_COMMON_TABLES = ("code", "process")


class StandardsFileRule(Rule):
    family = "standards file"
    is_at_root = True


class SF01(StandardsFileRule):
    """The organisation's standards file is at the root"""

    requirements = ("14a",)
    fix = "write the file with the organisation's table and ruleset, or run `goldenpath restore`"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The file that the organisation reads exists and is valid TOML.

        It is check.toml at Palindrom, and standards.toml at Progression Labs. Without it, nobody
        knows which ruleset applies to the repository.
        """
        path = standard.organisation.standards.file
        text = repository.root.text(path)
        if text is None:
            yield Problem(
                message=f"{path} is missing or not text; {standard.organisation.title} reads it.",
                path=path,
            )
            return
        try:
            parse_toml(text)
        except UnreadableError as error:
            yield Problem(message=f"{path} is not valid TOML: {error}.", path=path)


class SF02(StandardsFileRule):
    """The standards file has the form that its reader accepts"""

    requirements = ("14b",)
    fix = "write only what the form of the dialect has"
    requires = frozenset({"SF01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The file has either the documented table or [extends], and only keys that are known.

        The released checkers stop at every key that they do not know.
        """
        rules = standard.organisation.standards
        document = _document(repository.root, rules)
        allowed = {rules.table, "extends", *_COMMON_TABLES}
        if rules.metadata:
            allowed.add("metadata")
        for key in document:
            if key not in allowed:
                yield _problem(rules, f"the checker says: Unrecognized key(s) in object: '{key}'.")
        forms = {rules.table, "extends"} & set(document)
        if len(forms) != 1:
            found = "both" if forms else "neither"
            yield _problem(
                rules,
                f"the file has {found} of [{rules.table}] and [extends], and must have one.",
            )
        elif "extends" in forms and texts_at(document, "extends", "registry") != (rules.registry,):
            yield _problem(rules, f"[extends] registry is not {rules.registry}.")
        elif "extends" in forms and rules.metadata and not _metadata_tier(document):
            yield _problem(rules, "the checker says: metadata.tier: Required.")


class SF03(StandardsFileRule):
    """The standards file is in the dialect that its reader accepts"""

    requirements = ("14c",)
    fix = "write the other form, or change the recorded dialect"
    requires = frozenset({"SF02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The file has the form that the answers record and that the checker in CI reads.

        The released checkers stop at the documented form. People who follow the written standard do
        not expect the extends form.
        """
        rules = standard.organisation.standards
        document = _document(repository.root, rules)
        if standard.dialect is Dialect.EXTENDS and rules.table in document:
            yield _problem(
                rules,
                "the dialect is extends, and the checker says: Unrecognized key(s) in object:"
                f" '{rules.table}'.",
            )
        if standard.dialect is Dialect.DOCUMENTED and "extends" in document:
            yield _problem(
                rules,
                f"the dialect is documented, which needs [{rules.table}] and"
                f' ruleset = "{standard.ruleset.name}", not [extends].',
            )


class SF04(StandardsFileRule):
    """The standards file names a ruleset that exists"""

    requirements = ("14b",)
    fix = "name python-production, python-internal or python-prototype"
    requires = frozenset({"SF02"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The file names a ruleset for Python, and only rulesets that the organisation has."""
        rules = standard.organisation.standards
        known = {ruleset.name for ruleset in standard.catalogue.rulesets}
        all_known = known | {name for tier in Tier for name in _of_tier(rules, tier)}
        named = _rulesets(_document(repository.root, rules), rules)
        unknown = [name for name in named if name not in all_known]
        for name in unknown:
            choices = ", ".join(sorted(all_known))
            yield _problem(rules, f"{name!r} is not a ruleset: choose one of {choices}.")
        if not unknown and not known & {*named}:
            choices = ", ".join(sorted(known))
            yield _problem(rules, f"the file names no ruleset for Python: choose one of {choices}.")


class SF05(StandardsFileRule):
    """Every file names the same tier"""

    requirements = ("14b", "18d")
    fix = "choose the tier, and write it into each of the files"
    requires = frozenset({"SF04"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The standards file and all other files name the tier that the repository is checked for.

        Each tier has other rules, and each program reads the tier from another file.
        """
        rules = standard.organisation.standards
        right = {standard.ruleset.name, *_of_tier(rules, standard.ruleset.tier)}
        for name in _rulesets(_document(repository.root, rules), rules):
            if name not in right:
                yield _problem(rules, f"the file names {name}, and the tier is {standard.tier}.")
        for record in standard.recorded_tiers:
            if record.value != standard.tier:
                yield Problem(
                    message=f"the file says {record.value!r}, and the tier is {standard.tier}.",
                    path=record.path,
                )


class SF06(StandardsFileRule):
    """There is no standards file of another organisation"""

    requirements = ("14a",)
    fix = "delete the file of the other organisation"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Only the file of the repository's own organisation exists.

        The checker of the other organisation would apply rules that are not for this repository.
        """
        own = standard.organisation.standards.file
        for organisation in standard.catalogue.organisations:
            path = organisation.standards.file
            if path != own and repository.root.has(path):
                yield Problem(
                    message=f"{path} is read by {organisation.title}, and this is a repository of"
                    f" {standard.organisation.title}.",
                    path=path,
                )


class SF07(StandardsFileRule):
    """repo-metadata.yaml names the tier"""

    requirements = ("18d",)
    fix = "write repo-metadata.yaml with a line `tier: …`"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """If the organisation uses repo-metadata.yaml, the file exists and has a known tier."""
        if not standard.organisation.repo_metadata:
            return
        text = repository.root.text(_METADATA)
        if text is None:
            yield Problem(message=f"{_METADATA} is missing.", path=_METADATA)
            return
        try:
            tier = text_at(parse_yaml(text), "tier")
        except UnreadableError as error:
            yield Problem(message=f"{_METADATA} is not valid YAML: {error}.", path=_METADATA)
            return
        if tier not in set(Tier):
            choices = ", ".join(Tier)
            yield Problem(
                message=f"the tier is {tier!r}, and must be one of {choices}.", path=_METADATA
            )


def named_rulesets(folder: Folder, rules: StandardsFile) -> tuple[str, ...]:
    """Return the rulesets that a standards file names, in any form; () if it cannot be read."""
    try:
        return _rulesets(_document(folder, rules), rules)
    except UnreadableError:
        return ()


def _document(folder: Folder, rules: StandardsFile) -> Table:
    return parse_toml(folder.text(rules.file) or "")


def _rulesets(document: Table, rules: StandardsFile) -> tuple[str, ...]:
    if "extends" in document:
        return texts_at(document, "extends", "rulesets")
    return texts_at(document, rules.table, "ruleset")


def _of_tier(rules: StandardsFile, tier: Tier) -> tuple[str, ...]:
    """Return what the extends form names for a tier."""
    return tuple(f"{beginning}-{tier}" for beginning in rules.rulesets)


def _metadata_tier(document: Table) -> str | None:
    return text_at(table_at(document, "metadata"), "tier")


def _problem(rules: StandardsFile, message: str) -> Problem:
    return Problem(message=message, path=rules.file)
