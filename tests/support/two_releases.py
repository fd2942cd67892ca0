"""Two releases of a small template that differ in everything that notes tell, and their notes."""

from support.small_template import PYPROJECT, SmallTemplate

SETTINGS = """\
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="APP_")

    bucket: str
    region: str = "eu"
    level: str = Field(default="info", description="how much is logged")
    token: str = Field(min_length=1, validation_alias="API_TOKEN")
"""
NEW_SETTINGS = (
    SETTINGS.replace("bucket: str", "store: str")
    .replace('region: str = "eu"', 'region: str = "us"')
    .replace('default="info", ', "")
    .replace('    token: str = Field(min_length=1, validation_alias="API_TOKEN")\n', "")
    + "    timeout: int = 30\n"
)
CHOICES = """\
_subdirectory: template
_envops:
  undefined: jinja2.StrictUndefined
_skip_if_exists: &seeded
  - /README.md
  - /.gitignore
  - /src/
_ownership:
  seeded: *seeded
  managed: [/ci/, /hooks/, /pkg/, /other/]
  merged:
    /pyproject.toml: [project.requires-python, dependency-groups.dev, tool.ruff]
  generated: [/.copier-answers.yml, /uv.lock]
project_slug: {type: str, default: demo}
shape: {type: str, choices: [small, large], default: small}
organisation: {type: str, choices: [acme, other], default: acme}
tier: {type: str, choices: [internal, production], default: internal}
python_version: {type: str, default: "3.13"}
package: {type: str, default: pkg}
colour: {type: str, default: red}
with_extra: {type: bool, default: false}
extra: {type: str, default: "{{ '.' if with_extra else '' }}", when: false}
acme: {type: str, default: "{{ '.' if organisation == 'acme' else '' }}", when: false}
strict: {type: str, default: "{{ '.' if tier == 'production' else '' }}", when: false}
"""
NEW_CHOICES = (
    CHOICES.replace(
        "colour: {type: str, default: red}",
        'paint: {type: str, default: "{{ colour|default(1) }}"}',
    ).replace("small, large", "small, huge")
    + "port: {type: int, default: 8000}\n"
)
RULESET = """\
name: python-internal
tier: internal
coverage_gate: {rule: QT05, source: here, value: 70}
ruff_select: {rule: QT01, source: here, value: [E, F]}
vulture_confidence: {rule: QT04, source: here, value: 80}
banned_imports: {rule: IM01, source: here, value: [{module: openai, reason: because}]}
"""
NEW_RULESET = (
    RULESET.replace("70", "80").replace("80}\nbanned", "90}\nbanned").replace("[E, F]", "[E, F, S]")
).replace("because", "for another reason")
GOLDEN = """\
# From v2.0.0 to v2.1.0

This must be at least a minor release, because the shape large is removed; the shape huge is new; \
the question colour has a new name; the variable API_TOKEN is removed; the variable APP_BUCKET has \
a new name; coverage_gate of python-internal is stricter; ruff_select of python-internal is \
stricter.

## small

### To do

- Set the variables below before you deploy code that reads them.
- Look at the dependencies: `goldenpath update` changes pyproject.toml and updates uv.lock.
- Decide whether the defaults of the new questions suit you; change one with \
`goldenpath update --data QUESTION=ANSWER`.
- Look at the changes of seeded files with `goldenpath diff --seeded`, and take them with \
`goldenpath update --seeded`.

### Before you deploy

Only seeded files read these variables, and an update does not change seeded files: the changes \
apply to new repositories, and where you take the new code with --seeded.

- `API_TOKEN` is no longer read
- `APP_LEVEL` no longer has a default (it was `info`): set it
- `APP_REGION` is `us` by default; it was `eu`
- `APP_BUCKET` is now called `APP_STORE`
- `APP_TIMEOUT` is new and optional, by default `30`

### Dependencies

- `httpx>=0.28` is new in the dependencies
- `pydantic` is now in the group dev, and was in the dependencies
- `pytest>=8` is removed from the group dev
- `ruff>=0.13` in the group dev, was `ruff>=0.12`

### Questions

- `colour` is now called `paint` and keeps its answer
- `port` is new; its default is `8000`

### Managed files

The update changes them.

- removed: `ci/build.yml`
- renamed: `hooks/pre-push` is now `hooks/pre-commit`
- changed: `pkg/tool.txt`
- added: `other/acme.txt` (acme)
- added: `other/strict.txt` (tier production)
- added: `other/extra.txt` (with_extra=true)

### Merged files

The update changes these keys where the team has not changed them.

- changed: `pyproject.toml`: dependencies or comments

### Seeded files

They belong to the team: the update adds new ones, and changes others only with --seeded.

- changed: `src/settings.py`

## large

The shape is removed: its repositories cannot be updated to this release, and stay at the release \
before it.

## huge

A new shape: `goldenpath new --shape huge` renders it.

## Rules

- python-internal: QT05 `coverage_gate`: 80, was 70 (stricter); 1 of 2 repositories of tier \
internal have a less strict value in pyproject.toml
- python-internal: QT01 `ruff_select`: with S, was without (stricter); 2 of 2 repositories of tier \
internal have a less strict value in pyproject.toml
- python-internal: QT04 `vulture_confidence`: 90, was 80 (less strict)
"""
# Of this project itself, from its first release to its second.
OWN = """\
# From v0.1.0 to v0.2.0

This must be at least a minor release, because the shape livekit-agent is new; the shape \
llm-service is new.

## lambda-pipeline

### To do

- Only the update itself.

### Merged files

The update changes these keys where the team has not changed them.

- changed: `pyproject.toml`: `tool.ruff.lint.flake8-tidy-imports.banned-api.fastapi.msg`

## livekit-agent

A new shape: `goldenpath new --shape livekit-agent` renders it.

## llm-service

A new shape: `goldenpath new --shape llm-service` renders it.
"""


def release_two_that_differ(small: SmallTemplate) -> None:
    """Release v2.0.0 and v2.1.0."""
    rules = small.folder / "rulesets/python-internal.yml"
    rules.parent.mkdir()
    rules.write_text(RULESET)
    small.release("v2.0.0", {"src/settings.py": SETTINGS}, copier_yml=CHOICES)
    rules.write_text(NEW_RULESET)
    project = (
        PYPROJECT.replace('"pydantic>=2"', '"httpx>=0.28"')
        .replace('"pytest>=8"', '"pydantic>=2"')
        .replace("ruff>=0.12", "ruff>=0.13")
    )
    hook = (small.folder / "template/hooks/pre-push").read_text()
    small.release(
        "v2.1.0",
        {
            "src/settings.py": NEW_SETTINGS,
            "pyproject.toml.jinja": project,
            "ci/build.yml": None,
            "hooks/pre-push": None,
            "hooks/pre-commit": f"{hook}true\n",
            "{{package}}/tool.txt": "other\n",
            "{{acme}}/other/acme.txt": "acme\n",
            "{{strict}}/other/strict.txt": "strict\n",
            "{{extra}}/other/extra.txt": "extra\n",
        },
        copier_yml=NEW_CHOICES,
    )
