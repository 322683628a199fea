"""Addresses of people whom AWS tells something."""

from homelab.arguments import Constraint
from homelab.arguments.constraints import matching

_EMAIL = matching(r"[^\s@,;:<>\"]+@([A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}", "", max_length=254)
# A budget's notification has at most ten.
EMAILS = Constraint(
    "one to ten different e-mail addresses such as 'ops@example.com'",
    lambda value: 0 < len({*value}) == len(value) <= 10 and all(map(_EMAIL.accepts, value)),
    {"minItems": 1, "maxItems": 10, "uniqueItems": True},
)
