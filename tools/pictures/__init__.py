"""Writes ``docs/pictures``: diagrams of stacks, presets and examples, and what commands print."""
