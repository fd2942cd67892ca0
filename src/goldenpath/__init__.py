"""One template for sanctioned Python repositories, and the tool that keeps them true."""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("goldenpath")
