"""Which versions of the document database's programs fit together, and which open whose files."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pulumi

from homelab import images
from homelab.arguments import Constraint, Rule
from homelab.kubernetes.file_format import FileFormat, tag_of, version_of

_MONGODB = "mongodb"
_IN_PAIR = re.compile(r"ferretdb-([0-9]+\.[0-9]+\.[0-9]+)")
_FERRETDB = re.compile(r"^v?([0-9]+\.[0-9]+\.[0-9]+)(?=-|$)")

COMPATIBILITY_VERSION = Constraint(
    "a version of MongoDB such as '8.0'",
    lambda value: re.fullmatch(r"[0-9]{1,2}\.[0-9]", value) is not None,
    {"pattern": r"^[0-9]{1,2}\.[0-9]$"},
)


def is_pair(database: pulumi.Input[str] | None, gateway: pulumi.Input[str] | None) -> Iterable[str]:
    """What is wrong with the images of FerretDB and its database, as far as their tags tell.

    :param database: The argument ``image``; None for the default.
    :param gateway: The argument ``gateway.image``; None for the default.
    """
    made_for = _IN_PAIR.search(tag_of(database) if database is not None else images.POSTGRES_DOCUMENTDB.tag)
    version = _FERRETDB.search(tag_of(gateway) if gateway is not None else images.FERRETDB.tag)
    if made_for and version and made_for[1] != version[1]:
        yield (
            f"image is made for FerretDB {made_for[1]}, but gateway.image has {version[1]}: set both to images of the "
            "same version"
        )


def _compatibility(group: Mapping[str, Any]) -> Iterable[str]:
    if "compatibility_version" not in group:
        return
    compatibility = group["compatibility_version"]
    series = mongodb_series(group.get("image", images.MONGODB.tag))
    if series and _numbers(compatibility) > series:
        yield f"compatibility_version {compatibility} is newer than image, which has MongoDB {_text(series)}"


COMPATIBILITY_RULE = Rule(("compatibility_version", "image"), _compatibility)


def mongodb_series(image: pulumi.Input[str]) -> tuple[int, int] | None:
    """Series of an image's MongoDB, such as 8.0, by its tag; None if the tag does not tell, or is not known."""
    tag = tag_of(image) or (image if isinstance(image, str) and ":" not in image else "")
    major, minor, *_ = (*version_of(tag), 0, 0)
    return (major, minor) if major else None


def mongodb_format(image: pulumi.Input[str], compatibility: str | None) -> FileFormat | None:
    """Files of MongoDB: a version opens those whose compatibility version is its own, or that of the major before.

    :param compatibility: The compatibility version that was set since the volume was created.
    """
    series = mongodb_series(image)
    if series is None:
        return None

    def refusal(found: str) -> str | None:
        data = max(_numbers(found.removeprefix(f"{_MONGODB}-")), _numbers(compatibility) if compatibility else (0, 0))
        if series < data:
            return f"which MongoDB {_text(series)} cannot open: set image to one of {_text(data)} or newer"
        if series > (data[0] + 1, 0):
            before = f"{series[0] - 1}.0" if series[1] == 0 else f"{series[0]}.0"
            return (
                f"which MongoDB {_text(series)} cannot open: run {before} first, with compatibility_version: "
                f"'{before}', and keep that argument"
            )
        return None

    return FileFormat(f"{_MONGODB}-{_text(series)}", refusal)


def _numbers(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)


def _text(series: tuple[int, int]) -> str:
    return f"{series[0]}.{series[1]}"


UPDATE_EXTENSION = """\
DO $$
DECLARE
  extension text;
  found text;
  offered text;
BEGIN
  FOREACH extension IN ARRAY ARRAY['documentdb_core', 'documentdb'] LOOP
    found := (SELECT extversion FROM pg_extension WHERE extname = extension);
    offered := (SELECT default_version FROM pg_available_extensions WHERE name = extension);
    CONTINUE WHEN found IS NULL OR found = offered;
    IF string_to_array(translate(found, '-', '.'), '.')::int[]
       > string_to_array(translate(offered, '-', '.'), '.')::int[] THEN
      RAISE EXCEPTION 'the data is of % %, and the image has %: set documentdb.image to a newer one again',
        extension, found, offered;
    END IF;
    EXECUTE format('ALTER EXTENSION %I UPDATE', extension);
    RAISE NOTICE '% is updated from % to %', extension, found, offered;
  END LOOP;
END $$
"""
"""SQL that updates the extension to the version of the image; another direction than forward is an error."""
