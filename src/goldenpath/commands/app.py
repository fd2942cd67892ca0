"""The command line: which commands there are. Each is imported when it is called."""

from cyclopts import App

import goldenpath

# By name: where it is, and what the list of commands says of it.
_COMMANDS = {
    "new": ("new:new", "Render a new repository."),
    "check": ("check:check", "Compare repositories with what their template renders."),
    "diff": ("diff:diff", "Show what differs, line by line."),
    "restore": ("restore:restore", "Put files and keys back."),
    "waive": ("waive:waive", "Record that a difference is on purpose."),
    "update": ("update:update", "Bring a repository to a newer version of its template."),
    "recover": ("update:recover", "Put a repository back after an update that was killed."),
    "rules": ("rules:rules", "List the rules of the standard, or explain one."),
    "shapes": ("shapes:shapes", "List what a repository can be."),
}
_FLEET_COMMANDS = {"check": ("fleet_check:fleet_check", "Check many repositories.")}
_RELEASE_COMMANDS = {
    "notes": ("release_notes:notes", "Tell what changes between two versions of the template."),
    "check": ("release_check:check", "Prove that a commit of the template can be released."),
    "join": ("release_check:join", "Put the reports of a check's shards together."),
    "create": ("release_create:create", "Make a release of the commit that passed its check."),
}

app = App(
    name="goldenpath",
    help="Render sanctioned Python repositories from one template, and keep them true.",
    version=goldenpath.__version__,
    # The entry point tells what an interrupted command has done.
    suppress_keyboard_interrupt=False,
)
fleet = App(name="fleet", help="Look after many repositories at once.")
release = App(name="release", help="Release the template, with proof.")
for group, commands in (
    (app, _COMMANDS),
    (fleet, _FLEET_COMMANDS),
    (release, _RELEASE_COMMANDS),
):
    for name, (place, about) in commands.items():
        group.command(f"goldenpath.commands.{place}", name=name, help=about)
app.command(fleet)
app.command(release)
