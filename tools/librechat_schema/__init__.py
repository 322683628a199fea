"""Makes the JSON Schema of librechat.yaml from LibreChat's own zod schema, with node and npm.

``generate.mjs`` converts the ``configSchema`` of npm's librechat-data-provider, at the version that ``package.json``
pins. ``python -m tools.librechat_schema`` installs the packages in a temporary folder and writes the schema.

A new version: set it in ``package.json``, run ``npm install --package-lock-only`` there, name the new file in
``homelab/librechat_config/schema/published.py``, and take the old one away.
"""
