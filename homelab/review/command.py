"""The ``homelab review`` command."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from homelab.data import json_text
from homelab.diff.folder import DiffError
from homelab.diff.notes import notes
from homelab.offline.folder import REPORT_FILE
from homelab.policies.command import read_config
from homelab.review.checks import checks_of, failed_render, policies, refused_change
from homelab.review.markdown import Comment
from homelab.review.renders import Render, read_render
from homelab.review.review import review


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOptions:
    """Options of a review."""

    before: Path
    after: Path
    before_log: Path | None = None
    """What ``homelab render`` printed for ``before``. Default: it must be a render."""
    after_log: Path | None = None
    """What it printed for ``after``. Default: it must be a render."""
    refused_log: Path | None = None
    """What ``homelab render --deployed`` printed as it refused ``after``. Default: it did not."""
    policy_config: Path | None = None
    """Levels of policies. Default: their own."""
    title: str | None = None
    """Default: project and stack."""
    consent: str = ""
    """What permits losses, such as a label's name."""
    is_permitted: bool = False


def review_folders(options: ReviewOptions) -> Comment:
    """Compare two renders, and check the second one.

    :raises DiffError: There is nothing to compare.
    :raises ConfigError: The configuration of policies cannot be used.
    """
    config = read_config(options.policy_config)
    if not _is_render(options.after) and options.after_log:
        found, checks = None, [failed_render(_log(options.after_log))]
        title, note = options.title or options.after.name, ""
    else:
        after = read_render(options.after)
        before, note = _before(options)
        found = review(before, after)
        note = note or " ".join(f"Attention: {each}." for each in notes(found.changes, before.report, after.report))
        refused = [refused_change(_log(options.refused_log))] if options.refused_log else []
        checks = [*refused, *checks_of(options.after, after.report), policies(before, after, config)]
        title = options.title or f"{after.report['project']}, stack {after.report['stack']}"
    return Comment(
        title=title,
        review=found,
        checks=checks,
        note=note,
        # What is refused for its volumes cannot be permitted.
        consent="" if options.refused_log else options.consent,
        is_permitted=options.is_permitted and not options.refused_log,
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


def _before(options: ReviewOptions) -> tuple[Render, str]:
    """The earlier render, or an empty one and why."""
    if _is_render(options.before) or options.before_log is None:
        return read_render(options.before), ""
    log = failed_render(_log(options.before_log)).lines
    if not log:
        return Render(), "Rendered for the first time: everything is new."
    reason = next((line for line in log if line.startswith("error: ")), log[-1])
    return Render(), f"Not compared: what was there before does not render, so that no loss is known. {reason}"


def _is_render(folder: Path) -> bool:
    return (folder / REPORT_FILE).is_file()


def _log(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise DiffError(f"{file}: {error.strerror or error}") from error
