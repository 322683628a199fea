"""Compositions of components."""
