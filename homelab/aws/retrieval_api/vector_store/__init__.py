"""The store of chunks and their vectors, as resources."""
