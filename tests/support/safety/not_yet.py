NOT_YET = frozenset()
