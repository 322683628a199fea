"""Model specs: what people choose from, in place of bare models."""
