"""What a repository shows to somebody who only reads: files, settings, syntax trees, workflows.

A repository under review is hostile input. Nothing of it is imported or run, no link is followed
out of it, sizes are limited, and a file that cannot be parsed is a finding, not a traceback.
"""
