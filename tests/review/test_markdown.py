import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.diff.changes import Change, Verb
from homelab.offline.network import Extent, ReachChange
from homelab.review.amounts import PriceChange
from homelab.review.checks import Check
from homelab.review.losses import Loss
from homelab.review.markdown import Comment, to_markdown
from homelab.review.review import Review
from homelab.review.secrets import SecretChange

NOTHING = Review(
    changes=(),
    losses=(),
    secrets=(),
    reach=(),
    network_error=None,
    urls=(),
    others=(),
    footprint=(),
    prices=(),
    unpriced=(),
)
CLAIM = Change(
    verb=Verb.REMOVED, kind="PersistentVolumeClaim", namespace="ai", name="data", warnings=("what it holds",)
)
LOST = replace(NOTHING, changes=(CLAIM,), losses=(Loss("PersistentVolumeClaim ai/data", "is removed"),))
FULL = replace(
    LOST,
    secrets=(SecretChange("added", "Secret ai/x", ("A_KEY", "b")),),
    reach=(ReachChange("a", "b:80", Extent.NONE), ReachChange("web", "internet, 443", Extent.NEW)),
    urls=(("added", "https://chat.example.com"),),
    others=(Change(verb=Verb.ADDED, kind="aws:s3/bucket:Bucket", namespace="", name="files"),),
    footprint=(("web", "1 → 2", "-", "-", "-", "-"),),
    prices=(PriceChange("cluster", (Decimal(10), Decimal(20)), (Decimal(8), Decimal(30)), "EUR"),),
    unpriced=("NAT gateway",),
)


def comment(review: Review | None = NOTHING, *checks: Check, **fields: Any) -> Comment:
    return Comment(title="chat, stack dev", review=review, checks=checks, **fields)


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|") and not line.startswith(("|---", "|  |"))]


def test_nothing_is_little():
    assert to_markdown(comment()) == "### chat, stack dev: no differences\n\n#### Objects: none\n\n"


def test_each_section_has_its_rows_and_what_is_reached_from_now_on_comes_first():
    text = to_markdown(comment(FULL, Check("librechat.yaml: valid")))
    assert rows(text) == [
        "| removed | PersistentVolumeClaim ai/data |  |  |",
        "| added | Secret ai/x | `A_KEY`, `b` |",
        "| added | everybody | https://chat.example.com |",
        "| newly allowed | web | internet, 443 |",
        "| no longer allowed | a | b:80 |",
        "| added | aws:s3/bucket:Bucket files |  |  |",
        "| Component | Pods | CPU | Memory | Memory limit | Volumes |",
        "| web | 1 → 2 | - | - | - | - |",
        "| cluster | EUR 10 to 20 | EUR 8 to 30 | -2 to +10 |",
    ]
    assert "Not in it, as it depends on use or has no price: NAT gateway." in text
    assert text.endswith("**Checks**\n\n- librechat.yaml: valid\n")
    # Once, above, and not again among the objects.
    assert "what it holds" not in text


@pytest.mark.parametrize(
    ("fields", "heading", "refused"),
    [
        ({}, "Data would be lost or no longer used", True),
        ({"consent": "data"}, "Data would be lost or no longer used: the label data permits that", True),
        (
            {"consent": "data", "is_permitted": True},
            "Data that is lost or no longer used, as the label data permits",
            False,
        ),
    ],
)
def test_data_is_lost_with_consent_alone(fields: Any, heading: str, refused: bool):
    lost = comment(LOST, **fields)
    assert lost.is_refused is refused
    text = to_markdown(lost)
    assert text.splitlines()[0] == f"### chat, stack dev: 1 removed{', refused' if refused else ''}"
    assert f"**{heading}**\n\n- PersistentVolumeClaim ai/data: is removed\n" in text


def test_a_check_that_fails_refuses_whatever_is_permitted_and_stands_above_all():
    failed = comment(LOST, Check("policies: violated", ("no digest",), failed=True), is_permitted=True)
    assert failed.is_refused
    assert "\n\n**Failed**\n\n- policies: violated\n- no digest\n" in to_markdown(failed)
    unrendered = comment(None, Check("the stack does not render", ("error: x",), failed=True))
    assert (unrendered.is_refused, to_markdown(unrendered).splitlines()[0]) == (
        True,
        "### chat, stack dev: does not render",
    )


def test_what_is_not_compared_is_said():
    assert "\n\nNot compared: error &#60;x&#62;\n" in to_markdown(comment(note="Not compared: error <x>"))
    unknown = to_markdown(comment(replace(NOTHING, network_error="Pod x has hostNetwork")))
    assert "Who reaches whom is not known: Pod x has hostNetwork." in unknown


def test_a_warning_about_a_resource_is_told_once():
    cluster = Change(verb=Verb.CHANGED, kind="aws:a:B", namespace="", name="x", warnings=("may be replaced",))
    text = to_markdown(comment(replace(NOTHING, others=(cluster,))))
    assert text.startswith("### chat, stack dev: 1 changed\n")
    assert "| changed | aws:a:B x |  |  |\n\naws:a:B x may be replaced.\n" in text
    lost = replace(NOTHING, others=(cluster,), losses=(Loss("aws:a:B x", "is removed"),))
    assert "may be replaced" not in to_markdown(comment(lost))


@given(st.text(), st.integers(0, 3000), st.integers(1500, 60_000))
def test_a_comment_fits_and_no_text_is_markup(text: str, times: int, limit: int):
    secret = SecretChange("added", text, (text,))
    review = replace(FULL, secrets=(secret,) * times, losses=(Loss(text, text),))
    shown = to_markdown(comment(review, Check(text, (text,))), limit)
    assert len(shown) <= limit
    assert not re.search(r"[<>@]", shown.replace("<br>", ""))
    assert not re.search(r"^\s*(#{5}|\* |===)", shown, re.MULTILINE)
