"""The names of the files in a repository that goldenpath reads or writes by name."""

ANSWERS_FILE = ".copier-answers.yml"
WAIVERS_FILE = "goldenpath.toml"
PROJECT_FILE = "pyproject.toml"
LOCK_FILE = "uv.lock"
SEEDED_FILE = ".goldenpath-seeded.yml"
