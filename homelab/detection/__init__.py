"""Detection of secrets among values that are stored in plain text, by their shape and by the names they stand under."""

from homelab.detection.places import is_secret_place, secrets_in, shape_under, shown
from homelab.detection.shapes import MASK, mask, secret_shape

__all__ = ["MASK", "is_secret_place", "mask", "secret_shape", "secrets_in", "shape_under", "shown"]
