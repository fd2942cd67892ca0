"""One template for sanctioned Python repositories, and the tool that checks and updates them."""

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Imported only here: the import is slow, and Ctrl-C during it would print a traceback.
    from importlib.metadata import version

    return version("goldenpath")
