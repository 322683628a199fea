"""Pulumi components that combine others."""
