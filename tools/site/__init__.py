"""The documentation's site: what is written by hand in ``docs/``, and what is derived from code, examples and schemas.

``python -m tools.site`` writes all pages and the generator's configuration into ``site/``, and
``python -m tools.site.built`` looks at what the generator has built from them. ``docs/site.yml`` has the navigation.
"""
