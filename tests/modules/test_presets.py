from collections.abc import Iterator, Mapping
from typing import Any

from homelab.kubernetes.quantity import parse_quantity
from homelab.modules.presets import PRESETS, Preset


def amounts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from amounts(inner, f"{path}.{name}")
    elif not isinstance(value, list | bool):
        yield path, parse_quantity(value)


def test_every_preset_is_defined():
    assert set(PRESETS) == set(Preset)


def test_production_is_nowhere_smaller_than_staging():
    staging, production = (dict(amounts(PRESETS[each])) for each in (Preset.STAGING, Preset.PRODUCTION))
    assert {path for path, amount in staging.items() if production.get(path, 0) < amount} == set()
