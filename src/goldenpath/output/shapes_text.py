"""The text that `goldenpath shapes` prints."""

from collections.abc import Sequence

from rich.table import Table

from goldenpath.model.organisation import Organisation
from goldenpath.model.shape import Shape
from goldenpath.output.console import Console


def print_shapes(shapes: Sequence[Shape], organisation: Organisation, console: Console) -> None:
    """Print the shapes, and what the organisation does not write in Python."""
    sanctioned = Table("Shape", "When", "Not for", box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for shape in shapes:
        sanctioned.add_row(f"[bold]{shape.name}[/]", shape.when, shape.when_not)
    console.print(sanctioned)
    console.print()
    console.print(f"{organisation.title} does not use Python for:")
    others = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 0))
    for other in organisation.not_in_python:
        others.add_row(f"  {other.what}", f"use {other.instead}")
    console.print(others)
