"""The ``homelab review`` command."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from homelab.data import json_text
from homelab.diff.notes import notes
from homelab.offline.project import is_project
from homelab.policies.command import Config, read_config
from homelab.review.checks import checks_of, failed_render, policies, refused_change
from homelab.review.markdown import Comment
from homelab.review.renders import Render, read_render
from homelab.review.review import review
from homelab.review.sides import Rendering, Side, Sides, project_name, render_sides


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOptions:
    """Options of a review."""

    before: Path
    """Folder of a render, or of a project."""
    after: Path
    """The same with the change."""
    rendering: Rendering = field(default_factory=Rendering)
    """How projects are rendered."""
    policy_config: Path | None = None
    """Levels of policies. Default: their own."""
    title: str | None = None
    """Default: project and stack."""
    consent: str = ""
    """What permits losses, such as a label's name."""
    is_permitted: bool = False


def review_change(options: ReviewOptions) -> Comment:
    """Compare both sides, and check the later one.

    :raises DiffError: There is nothing to compare.
    :raises ConfigError: The configuration of policies cannot be used.
    """
    config = read_config(options.policy_config)
    with TemporaryDirectory(prefix="homelab-review-") as work:
        sides = render_sides(options.before, options.after, options.rendering, Path(work))
        if is_project(options.after) and not sides.after.is_rendered:
            title = options.title or f"{project_name(options.after)}, stack {options.rendering.stack}"
            return Comment(title=title, review=None, checks=[failed_render(sides.after.log)])
        return _compare(sides, options, config)


def _compare(sides: Sides, options: ReviewOptions, config: Config) -> Comment:
    after = read_render(sides.after.folder)
    before, note = _read_before(sides.before, options)
    found = review(before, after)
    attention = " ".join(f"Attention: {each}." for each in notes(found.changes, before.report, after.report))
    refused = [refused_change(sides.refusal)] if sides.refusal else []
    return Comment(
        title=options.title or f"{after.report['project']}, stack {after.report['stack']}",
        review=found,
        checks=[*refused, *checks_of(sides.after.folder, after.report), policies(before, after, config)],
        note=note or attention,
        # What is refused for its volumes cannot be permitted.
        consent="" if refused else options.consent,
        is_permitted=options.is_permitted and not refused,
    )


def to_json(comment: Comment) -> str:
    """JSON with all that is known, of any length."""
    data: dict[str, Any] = {
        "title": comment.title,
        "note": comment.note,
        "refused": comment.is_refused,
        "checks": [asdict(each) for each in comment.checks],
        "review": asdict(comment.review) if comment.review else None,
    }
    return json_text(data, default=str)


def _read_before(side: Side, options: ReviewOptions) -> tuple[Render, str]:
    """The earlier render, or an empty one and why."""
    if side.is_rendered or side.folder == options.before:
        return read_render(side.folder), ""
    log = failed_render(side.log).lines
    if not log:
        return Render(), "Rendered for the first time: everything is new."
    reason = next((line for line in log if line.startswith("error: ")), log[-1])
    return Render(), f"Not compared: what was there before does not render, so that no loss is known. {reason}"
