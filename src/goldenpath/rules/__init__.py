"""The standard as rules: small classes that repo-review can run, one module for each family.

A rule takes evidence (`goldenpath.rules.evidence`) and a standard, and yields problems. It reads
and parses; it never imports or runs what it reads.
"""
