"""The process with Locust, which replaces Python's sockets by its own; the plan comes by standard input."""

import sys

# Locust replaces sockets when it is imported, which has to come before everything that uses them.
from locust.env import Environment  # isort: split

import contextlib
import random
from pathlib import Path
from typing import Any

import gevent
from locust.html import get_html_report
from rich.console import Console

from homelab.load.errors import LoadError
from homelab.load.plan import Plan
from homelab.load.report import show
from homelab.load.scenario import Person, SignedIn
from homelab.load.verdict import Tally, refusals, verdicts


def main() -> int:
    """Run a plan; 0 if all thresholds were kept."""
    plan, tally = Plan.from_json(sys.stdin.read()), Tally()
    try:
        environment = run(plan, tally)
    except LoadError as error:
        return _fail(str(error))
    found = verdicts(tally, plan.thresholds)
    show(environment.stats, found, refusals(tally), Console(highlight=False, markup=False, emoji=False))
    try:
        Path(plan.report).write_text(get_html_report(environment, show_download_link=False), encoding="utf-8")
    except OSError as error:
        return _fail(f"{plan.report}: {error.strerror}")
    return 0 if all(each.kept for each in found) else 1


def _fail(reason: str) -> int:
    Console(stderr=True, highlight=False, markup=False).print(f"error: {reason}", soft_wrap=True)
    return 1


def run(plan: Plan, tally: Tally) -> Environment:
    """Have people chat until the time is over, or Ctrl-C."""
    accounts = [SignedIn(plan, number, each, tally) for number, each in enumerate(plan.accounts, 1)]
    for each in accounts:
        each.token()

    def think(_: Person) -> float:
        return plan.think * random.uniform(0.5, 1.5)

    people = type(
        "Person", (Person,), {"plan": plan, "tally": tally, "accounts": accounts, "host": plan.url, "wait_time": think}
    )
    environment = Environment(user_classes=[people], host=plan.url)
    environment.events.request.add_listener(_counting(tally))
    runner = environment.create_local_runner()
    runner.start(plan.users, spawn_rate=plan.spawn_rate)
    with contextlib.suppress(KeyboardInterrupt):
        gevent.sleep(plan.duration)
    runner.quit()
    return environment


def _counting(tally: Tally) -> Any:
    def count(name: str, request_type: str, response: Any = None, **_: Any) -> None:
        if request_type != "answer":
            tally.count_response(name, getattr(response, "status_code", 0) or 0)

    return count


if __name__ == "__main__":
    sys.exit(main())
