"""The text that `goldenpath release create` prints."""

from goldenpath.model.release import CreatedRelease, ReleasePlan
from goldenpath.output.console import Console


def print_release(plan: ReleasePlan, made: CreatedRelease | None, console: Console) -> None:
    """Print which version the release has and why, and how to push it."""
    if plan.reasons:
        console.print(
            f"{plan.tag} is more than a patch release, since {'; '.join(plan.reasons)}.",
            markup=False,
        )
    if made is None:
        console.print(f"Would release {plan.tag} of {plan.gated[:12]}. Nothing was written.")
        return
    console.print(f"[green]✓[/] Released {made.tag}: commit {made.commit[:12]} on {made.branch}.")
    if made.remote:
        console.print(f"Push both: git push --atomic {made.remote} {made.branch} {made.tag}")
