"""Reading files that somebody else wrote: never through a link, never outside a folder."""
