"""What homelab generates from upstream: ``docs/maintaining.md`` says when and how.

- the JSON Schema of librechat.yaml, from the zod schema of npm's librechat-data-provider (``generate.mjs``),
- its types for Python, from that schema (``python_types``),
- the tables of the variables that LibreChat and the RAG API read, from their source code (``variables``).
"""
