"""The form of git's hashes."""

import re

# A repository has hashes of SHA-1 (40 digits) or of SHA-256 (64 digits).
HASH_PATTERN = r"[0-9a-f]{40}|[0-9a-f]{64}"
HASH = re.compile(HASH_PATTERN)
