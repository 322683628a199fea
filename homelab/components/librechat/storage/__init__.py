"""Storage of uploaded files: one module per storage type."""
