"""The list of commands, as data: where each is, and its line in `goldenpath --help`."""

from typing import NamedTuple

ABOUT = "Render sanctioned Python repositories from one template, check them and update them."


class Listed(NamedTuple):
    """A command in the list."""

    # The module below goldenpath.commands and the function in it, with a colon between them.
    place: str
    about: str


class Group(NamedTuple):
    """Commands that share a first word."""

    about: str
    commands: dict[str, Listed]


COMMANDS = {
    "new": Listed("new:new", "Render a new repository."),
    "try": Listed(
        "try_it:try_it", "Copy an LLM service to where it runs without its private package."
    ),
    "check": Listed(
        "check:check", "Compare repositories with their template, and check the rules."
    ),
    "diff": Listed("diff:diff", "Show what differs from the template, line by line."),
    "restore": Listed("restore:restore", "Put files and keys back to what the template renders."),
    "waive": Listed("waive:waive", "Record that a difference is on purpose."),
    "update": Listed("update:update", "Bring a repository to a newer version of its template."),
    "recover": Listed("update:recover", "Recover a repository after an update that was killed."),
    "rules": Listed("rules:rules", "List the rules of the standard, or explain one."),
    "shapes": Listed("shapes:shapes", "List the shapes that a repository can have."),
}
GROUPS = {
    "fleet": Group(
        "Work on many repositories at once.",
        {"check": Listed("fleet_check:fleet_check", "Check many repositories.")},
    ),
    "release": Group(
        "Check and release versions of the template.",
        {
            "notes": Listed(
                "release_notes:notes", "List what changes between two versions of the template."
            ),
            "check": Listed(
                "release_check:check", "Prove that a commit of the template can be released."
            ),
            "join": Listed("release_check:join", "Join the reports of all shards of a check."),
            "create": Listed(
                "release_create:create", "Create a release of the commit that passed its check."
            ),
        },
    ),
}
