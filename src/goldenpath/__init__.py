"""One template for sanctioned Python repositories, and the tool that keeps them true."""

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # The import takes a while, and Ctrl-C in it would be a traceback.
    from importlib.metadata import version

    return version("goldenpath")
