"""Makes this folder the one that `tests` means: a package that the tests use brings another."""
