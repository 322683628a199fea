"""Pulumi components, one per server; each can be used alone."""
