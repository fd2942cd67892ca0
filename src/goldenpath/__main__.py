"""Allow `python -m goldenpath`."""

import os
import sys

# `python -m` looks for modules in the current folder first. That folder is often a repository,
# and no module of a repository may be imported.
if sys.path and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]

from goldenpath.cli import main

if __name__ == "__main__":
    main()
