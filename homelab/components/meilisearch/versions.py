"""A folder of Meilisearch's volume for each version, as none opens the database of another one, not even of a patch.

A new version starts with an empty database beside the old one, and LibreChat fills it again from its conversations, see
`homelab.components.librechat.search_index`. Going back to the version before finds its folder as it was.
"""

import pulumi

from homelab.kubernetes import Container, Resources, Volume, container

DATA = "/meili_data"
VERSION = "version=$(meilisearch --version); version=${version##* }"
"""Shell command that sets ``version`` to the program's own, whatever the image's tag says."""

PREPARE = f"""\
set -eu
{VERSION}
case "$version" in ""|*[!0-9A-Za-z.+-]*) echo "no version of Meilisearch: '$version'" >&2; exit 1;; esac
mkdir -p "$DATA/versions"
# Where all versions had their database once; it is moved, not copied, and thus never half there.
if [ -s "$DATA/data.ms/VERSION" ]; then
  former="$DATA/versions/$(cat "$DATA/data.ms/VERSION")"
  if [ -e "$former" ]; then rm -rf "$DATA/data.ms"; else mv "$DATA/data.ms" "$former"; fi
fi
kept=0
# By their time of use, the latest first.
for folder in $(ls -t "$DATA/versions"); do
  if [ "$folder" = "$version" ]; then continue; fi
  if [ "$kept" -lt "$KEEP" ]; then kept=$((kept + 1)); continue; fi
  echo "removing the indexes of version $folder"
  rm -rf "${{DATA:?}}/versions/$folder"
done
if [ -e "$DATA/versions/$version" ]; then touch "$DATA/versions/$version"; fi
"""
"""Shell script that makes room for this version's database in the volume ``DATA``, and keeps ``KEEP`` others."""

SERVE = f'{VERSION}; MEILI_DB_PATH="{DATA}/versions/$version" exec meilisearch'
"""Shell command of the server."""


def prepare_volume(image: pulumi.Input[str], data: Volume, *, keep_previous: bool) -> Container:
    """Describe the init container that removes the databases of former versions."""
    return container(
        "prepare-volume",
        image=image,
        command=["sh", "-c", PREPARE],
        environment={"DATA": DATA, "KEEP": "1" if keep_previous else "0"},
        resources=Resources(cpu="10m", memory="16Mi", memory_limit="64Mi"),
        mounts={DATA: data},
    )
