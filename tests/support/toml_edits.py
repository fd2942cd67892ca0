"""Random edits of a pyproject.toml as people make them, and an own reading of the result.

It shares no code with goldenpath: comments are found character by character, values by tomllib.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

type Path = tuple[str, ...]
type Edit = Callable[[list[str], "Draws"], None]

_ELEMENT = re.compile(r'^\s+(?P<literal>"[^"]*"),?\s*(?P<comment>#.*)?$')
_KEY = re.compile(r"^(?P<key>[\w.\"-]+) = (?P<value>.+)$")
_LIST = re.compile(r"^(?P<key>[\w.\"*/-]+) = \[(?P<items>\"[^#]*)\](?P<rest>.*)$")
_REQUIREMENT_LISTS = re.compile(
    r"^(project\.dependencies|project\.optional-dependencies\..*|dependency-groups\..*"
    r"|tool\.uv\.(constraint|override)-dependencies)$"
)


@dataclass
class Draws:
    """Choices of one side, with marks that tell its additions from the other side's."""

    draw: st.DrawFn
    side: str
    count: int = 0

    def mark(self) -> str:
        """A new mark."""
        self.count += 1
        return f"{self.side}{self.count}"

    def line(self, lines: list[str], pattern: re.Pattern[str]) -> int | None:
        """The number of some line that matches."""
        found = [number for number, line in enumerate(lines) if pattern.search(line)]
        return self.draw(st.sampled_from(found)) if found else None


def edited(text: str, draws: Draws, most: int) -> str:
    """The text after some edits; those that would break it are left out."""
    for edit in draws.draw(st.lists(st.sampled_from(EDITS), min_size=most // 2, max_size=most)):
        lines = text.split("\n")
        edit(lines, draws)
        try:
            tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError:
            continue
        text = "\n".join(lines)
    return text


def _comment_above(lines: list[str], draws: Draws) -> None:
    number = draws.draw(st.integers(0, len(lines) - 1))
    indent = re.match(r"\s*", lines[number])
    lines.insert(number, f'{indent[0] if indent else ""}# above {draws.mark()} é "]')


def _comment_beside(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r"^[^#]*\S[^#]*$"))
    if number is not None:
        lines[number] += f"  # beside {draws.mark()} ["


def _other_number(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r"^[\w-]+ = \d+"))
    if number is not None:
        other = str(draws.draw(st.integers(200, 205)))
        lines[number] = re.sub(r"\d+", other, lines[number], count=1)


def _other_text(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r'^[\w-]+ = "[^"]*"'))
    if number is not None:
        lines[number] = re.sub(r'"[^"]*"', f'"other # {draws.mark()}"', lines[number], count=1)


def _other_version(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r'^\s+"[^"]*>=[^"]*"'))
    if number is not None:
        version = draws.draw(st.sampled_from(["77", "78", "79"]))
        lines[number] = re.sub(r">=[\w.]+", f">={version}", lines[number], count=1)


def _new_element(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, _ELEMENT)
    if number is not None:
        note = draws.draw(st.sampled_from(["", f"  # beside {draws.mark()}"]))
        lines.insert(number + draws.draw(st.integers(0, 1)), f'  "{draws.mark()}>=1",{note}')


def _variant(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r'^\s+"[^";]*>=[^";]*"'))
    if number is not None:
        marker = draws.draw(st.sampled_from(["<'3.14'", ">='3.14'", "<'3.13'"]))
        other = re.sub(r'>=[^"]*"', f'>=2; python_version {marker}"', lines[number], count=1)
        lines.insert(number, other)


def _drop_element(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, _ELEMENT)
    if number is not None:
        del lines[number]


def _drop_line(lines: list[str], draws: Draws) -> None:
    del lines[draws.draw(st.integers(0, len(lines) - 1))]


def _drop_table(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r"^\["))
    if number is not None:
        end = number + 1
        while end < len(lines) and not lines[end].startswith("["):
            end += 1
        del lines[number:end]


def _new_key(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r"^(\[|[\w-]+ = .*[^\[]$)"))
    if number is not None:
        mark = draws.mark()
        value = draws.draw(
            st.sampled_from(
                [
                    "1",
                    f'"# {mark}"',
                    "[]",
                    "[[1, 2], [3]]",
                    "{ a = 1, b = [1] }",
                    f'"""\n# no comment {mark}\n"""',
                    "1  # beside " + mark,
                    f'[\n  # above {mark}\n  "x",\n]',
                ]
            )
        )
        key = draws.draw(st.sampled_from([mark, f'"{mark} é"', f"sub.{mark}", "both"]))
        lines.insert(number + 1, f"{key} = {value}")


def _new_table(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r"^\["))
    if number is not None:
        mark = draws.mark()
        head = draws.draw(
            st.sampled_from([f"[tool.{mark}]", f"[tool.ruff.{mark}]", f"[[tool.{mark}]]"])
        )
        lines[number:number] = [f"# above {mark}", head, "a = 1", f"# below {mark}", ""]


def _array_of_tables(lines: list[str], draws: Draws) -> None:
    lines += ["[[tool.many]]", f'name = "{draws.mark()}"  # beside {draws.mark()}']


def _on_lines(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, _LIST)
    if number is not None:
        found = _LIST.match(lines[number])
        assert found
        items = [f"  {item.strip()}," for item in found["items"].split('", "')]
        items = [re.sub(r'^  "?(.*?)"?,$', r'  "\1",', item) for item in items]
        lines[number : number + 1] = [f"{found['key']} = [", *items, f"]{found['rest']}"]


def _on_one_line(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r"= \[$"))
    if number is not None:
        end = number + 1
        while end < len(lines) and not lines[end].startswith("]"):
            end += 1
        if not any("#" in line for line in lines[number:end]):
            joined = " ".join(line.strip() for line in lines[number + 1 : end]).rstrip(",")
            lines[number : end + 1] = [lines[number] + joined + "]"]


def _dotted(lines: list[str], draws: Draws) -> None:
    """[tool.x.y] with one key becomes a dotted key of its own table."""
    number = draws.line(lines, re.compile(r"^\[tool\.\w+\.\w+\]$"))
    if number is not None:
        parts = lines[number].strip("[]").split(".")
        lines[number] = f"[{'.'.join(parts[:-1])}]"
        for place in range(number + 1, len(lines)):
            if lines[place].startswith("["):
                break
            if _KEY.match(lines[place]):
                lines[place] = f"{parts[-1]}.{lines[place]}"


def _inline(lines: list[str], draws: Draws) -> None:
    """[tool.x.y] becomes an inline table."""
    number = draws.line(lines, re.compile(r"^\[tool\.[\w-]+\.[\w-]+\]$"))
    if number is not None:
        parts = lines[number].strip("[]").split(".")
        end = number + 1
        while end < len(lines) and _KEY.match(lines[end]) and "#" not in lines[end]:
            end += 1
        body = ", ".join(lines[number + 1 : end])
        lines[number:end] = [f"[{parts[0]}.{parts[1]}]", f"{parts[2]} = {{ {body} }}"]


def _move_table_to_end(lines: list[str], draws: Draws) -> None:
    number = draws.line(lines, re.compile(r"^\["))
    if number is not None:
        end = number + 1
        while end < len(lines) and not lines[end].startswith(("[", "#")):
            end += 1
        lines += ["", *lines[number:end]]
        del lines[number:end]


EDITS: tuple[Edit, ...] = (
    _comment_above,
    _comment_beside,
    _other_number,
    _other_text,
    _other_version,
    _new_element,
    _variant,
    _drop_element,
    _drop_line,
    _drop_table,
    _new_key,
    _new_table,
    _array_of_tables,
    _on_lines,
    _on_one_line,
    _dotted,
    _inline,
    _move_table_to_end,
)


def comments_of(text: str) -> list[tuple[str, str]]:
    """Every comment, and what stands before it in its line."""
    found: list[tuple[str, str]] = []
    quote = ""
    place = line = 0
    while place < len(text):
        if quote:
            if text[place] == "\\" and quote[0] == '"':
                place += 2
            elif text.startswith(quote, place):
                place += len(quote)
                while len(quote) == 3 and text.startswith(quote[0], place):
                    place += 1
                quote = ""
            else:
                place += 1
        elif text[place] in "\"'":
            quote = text[place] * (3 if text.startswith(text[place] * 3, place) else 1)
            place += len(quote)
        elif text[place] == "#":
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            found.append((text[place:end].strip(), text[line:place].strip()))
            place = end
        else:
            place += 1
            if text[place - 1] == "\n":
                line = place
    return found


def leaves(value: object, path: Path = ()) -> dict[Path, object]:
    """Every value that is no table, by its key."""
    if isinstance(value, dict):
        found: dict[Path, object] = {}
        for name, inner in value.items():
            found |= leaves(inner, (*path, name))
        return found
    return {path: value}


def groups(value: object, path: Path) -> dict[str, Counter[str]] | None:
    """The requirements of a list by their distributions; None where it is no such list."""
    if not _REQUIREMENT_LISTS.match(".".join(path)) or not isinstance(value, list):
        return None
    found: dict[str, Counter[str]] = {}
    for item in value:
        name = re.split(r"[^\w.-]", str(item))[0].lower()
        found.setdefault(re.sub(r"[-_.]+", "-", name), Counter())[str(item)] += 1
    return found
