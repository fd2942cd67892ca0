"""Print sentences: on a terminal, lines break between words, and never inside a command.

Elsewhere a sentence stays on one line, as programs read it. Paths, tables and commands that stand
on lines of their own are printed without this module.
"""

from goldenpath.output.console import Console


def tell(console: Console, text: str, *, markup: bool = True, style: str = "") -> None:
    """Print a sentence. Further lines begin below the first word of the first line."""
    if not console.is_terminal:
        console.print(text, markup=markup, style=style)
        return
    # Imported here: it needs Rich, which takes long to import, and only a terminal needs it.
    from goldenpath.output.wrapped import wrapped

    for line in wrapped(console.rich.render_str(text, markup=markup), console.rich.width):
        console.rich.print(line, style=style)
