"""Speaches: the server and its models."""
