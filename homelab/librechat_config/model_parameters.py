"""Parameters of models, as providers name them."""

from homelab.arguments import Constraint

PARAMETERS = Constraint(
    "a map of names such as 'temperature' to strings, numbers, true or false",
    lambda values: all(isinstance(value, str | int | float) for value in values.values()),
)
"""Parameters that go to a provider as they are."""
