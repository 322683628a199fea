"""What a pull request does to a stack, put together from two renders."""

from collections.abc import Sequence
from dataclasses import dataclass

from homelab.diff.changes import Change, compare
from homelab.offline.network import ReachChange, network_changes
from homelab.review.amounts import PriceChange, footprint_rows, price_changes, unpriced
from homelab.review.losses import Loss, losses
from homelab.review.renders import Render
from homelab.review.resources import resource_changes
from homelab.review.secrets import SecretChange, secret_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What differs, and what of it must not happen by mistake."""

    changes: Sequence[Change]
    losses: Sequence[Loss]
    """Why it needs somebody's consent; empty if it does not."""
    secrets: Sequence[SecretChange]
    reach: Sequence[ReachChange]
    network_error: str | None
    """Why it is not known who reaches whom; None if it is."""
    urls: Sequence[tuple[str, str]]
    """Public addresses that are added or removed."""
    others: Sequence[Change]
    """What becomes of resources of other providers, such as AWS."""
    footprint: Sequence[Sequence[str]]
    """Cells of components that take something else than before."""
    prices: Sequence[PriceChange]
    unpriced: Sequence[str]
    """What has no price and is not in them."""


def review(before: Render, after: Render) -> Review:
    """What happens when one render takes the place of another."""
    changes = compare(before.manifests, after.manifests)
    others = resource_changes(before.report, after.report)
    reach, network_error = _reach(before, after)
    return Review(
        changes=changes,
        losses=losses(changes, before, after, others=others),
        secrets=secret_changes(changes, before, after),
        reach=reach,
        network_error=network_error,
        urls=_urls(before, after),
        others=others,
        footprint=footprint_rows(before.report, after.report),
        prices=price_changes(before.report, after.report),
        unpriced=unpriced(after.report),
    )


def _reach(before: Render, after: Render) -> tuple[Sequence[ReachChange], str | None]:
    try:
        return network_changes(before.network, after.network), None
    except ValueError as error:
        return (), str(error)


def _urls(before: Render, after: Render) -> list[tuple[str, str]]:
    old, new = (side.report.get("urls", ()) for side in (before, after))
    return [*(("added", url) for url in new if url not in old), *(("removed", url) for url in old if url not in new)]
