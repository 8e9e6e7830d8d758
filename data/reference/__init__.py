"""Boundaries, postcodes and place names, and the programs that make them."""
