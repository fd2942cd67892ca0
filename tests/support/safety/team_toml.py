"""What a team does to a pyproject.toml: number says where, and a token marks what it writes."""

from collections.abc import Callable

type Token = Callable[[], str]


def _elements(lines: list[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if line.startswith('  "')]


def _beside(token: Token, text: str, number: int) -> str:
    lines = text.split("\n")
    found = [at for at, line in enumerate(lines) if line.strip() and "#" not in line]
    if found:
        lines[found[number % len(found)]] += f"  # {token()}"
    return "\n".join(lines)


def _above(token: Token, text: str, number: int) -> str:
    lines = text.split("\n")
    found = _elements(lines)
    if found:
        lines.insert(found[number % len(found)], f"  # {token()}")
    return "\n".join(lines)


def _below(token: Token, text: str, number: int) -> str:
    lines = text.split("\n")
    found = _elements(lines)
    if found:
        lines.insert(found[number % len(found)] + 1, f"  # {token()}")
    return "\n".join(lines)


def _another(token: Token, text: str, number: int) -> str:
    """A second requirement of the same name."""
    lines = text.split("\n")
    found = [at for at in _elements(lines) if ">=" in lines[at]]
    if found:
        at = found[number % len(found)]
        name = lines[at].split('"')[1].partition(">=")[0].partition("[")[0]
        marker = "; python_version < '3.14'" if number % 2 else ""
        lines.insert(at + number % 2, f'  "{name}[{token()}]>=7{marker}",')
    return "\n".join(lines)


def _own(token: Token, text: str, number: int) -> str:
    lines = text.split("\n")
    found = _elements(lines)
    if found:
        lines.insert(found[number % len(found)], f'  "{token()}",')
    return "\n".join(lines)


def _key(token: Token, text: str, number: int) -> str:
    tables = ("[tool.ruff]\n", "[tool.ruff.lint]\n", "[dependency-groups]\n", "[project]\n")
    table = tables[number % len(tables)]
    forms = ('{} = ["x"]\n', "x.{} = 1\n", "{} = {{ a = 1 }}\n")
    return text.replace(table, table + forms[number % 3].format(token()), 1)


def _table(token: Token, text: str, number: int) -> str:
    forms = ("\n[[tool.{}]]\na = 1\n", "\n[tool.ruff.{}]\na = 1\n", "\n[tool.{}.x]\na = 1\n")
    return text.rstrip("\n") + "\n" + forms[number % 3].format(token())


def _drop_element(_token: Token, text: str, number: int) -> str:
    lines = text.split("\n")
    found = _elements(lines)
    if found:
        del lines[found[number % len(found)]]
    return "\n".join(lines)


def _on_one_line(_token: Token, text: str, _number: int) -> str:
    begin, _, rest = text.partition("dev = [\n")
    inside, _, end = rest.partition("]\n")
    if not rest or "#" in inside or "[" in inside:
        return text
    return f"{begin}dev = [{' '.join(inside.split())}]\n{end}"


TOML: dict[str, Callable[[Token, str, int], str]] = {
    "beside": _beside,
    "above": _above,
    "below": _below,
    "another": _another,
    "own": _own,
    "key": _key,
    "table": _table,
    "drop element": _drop_element,
    "on one line": _on_one_line,
}
