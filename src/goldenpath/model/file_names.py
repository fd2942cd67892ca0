"""The files of a repository that goldenpath knows by name."""

ANSWERS_FILE = ".copier-answers.yml"
WAIVERS_FILE = "goldenpath.toml"
PROJECT_FILE = "pyproject.toml"
LOCK_FILE = "uv.lock"
