"""The rules of the standard: small classes that repo-review can run, grouped by family.

A rule gets evidence (`goldenpath.rules.evidence`) and a standard, and yields problems. It reads and
parses files of a repository; it never imports or runs them.
"""
