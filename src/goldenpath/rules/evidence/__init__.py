"""The evidence that rules read from a repository: files, settings, syntax trees and workflows.

A repository under review is hostile input. None of its code is imported or run, no link is followed
to outside it, sizes are limited, and a file that cannot be parsed is a finding, not a traceback.
"""
