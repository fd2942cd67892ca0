"""What the options about seeded files need, in every command that has them."""

from goldenpath.model.errors import BadInputError


def require_since_with_seeded(since: str | None, *, is_seeded: bool) -> None:
    """Refuse --since without --seeded.

    Raises:
        BadInputError: only --since was given.
    """
    if since and not is_seeded:
        raise BadInputError(
            f"--since {since} says where --seeded begins: give --seeded too, or leave --since out."
        )
