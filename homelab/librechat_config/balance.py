"""Balance: credits that people spend on answers, and get again."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import whole_number
from homelab.librechat_config.settings import Section, Settings, given

_CREDITS = whole_number(0, 10**12)


class RefillIntervalUnit(StrEnum):
    """Unit of time between two refills."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@constrain(amount=whole_number(1, 10**12), interval_value=whole_number(1, 100_000))
class AutoRefillArgs(TypedDict):
    """Credits that people get again and again."""

    amount: NotRequired[int]
    """Credits of a refill. Default: 10000."""
    interval_value: NotRequired[int]
    """Units of time between two refills. Default: 30."""
    interval_unit: NotRequired[RefillIntervalUnit]
    """That unit. Default: days."""


def _contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    enabled = group.get("enabled", True)
    if enabled and group.get("transactions") is False:
        yield "transactions: false excludes a balance, which is counted from them: remove one"
    if not enabled:
        for name in ("start_balance", "auto_refill", "reservation_minutes"):
            if name in group:
                yield f"{name} has no effect with enabled: false"


@constrain(start_balance=_CREDITS, reservation_minutes=whole_number(1, 1440))
@rules(Rule(("enabled", "transactions", "start_balance", "auto_refill", "reservation_minutes"), _contradictions))
class BalanceArgs(TypedDict):
    """What people may spend: a million credits are worth one US dollar by LibreChat's table of prices."""

    enabled: NotRequired[bool]
    """Whether people need credits. Default: true, where the group is given."""
    start_balance: NotRequired[int]
    """Credits of a new account. Default: 20000."""
    auto_refill: NotRequired[AutoRefillArgs]
    """Credits that people get again and again. Default: none."""
    reservation_minutes: NotRequired[int]
    """Minutes for which an answer that never ended counts as spent. Default: 30."""
    transactions: NotRequired[bool]
    """Whether each use of a model is recorded, which a balance needs. Default: true."""


def settings(args: BalanceArgs) -> Settings:
    """The sections ``balance`` and ``transactions``."""
    transactions = {"enabled": args["transactions"]} if "transactions" in args else None
    return Settings(config=given({"balance": _balance(args), "transactions": transactions}))


def _balance(args: BalanceArgs) -> Section:
    if not args.get("enabled", True):
        return {"enabled": False}
    minutes = args.get("reservation_minutes")
    return {
        "enabled": True,
        "startBalance": args.get("start_balance", 20_000),
        **(_refill(args["auto_refill"]) if "auto_refill" in args else {"autoRefillEnabled": False}),
        **({} if minutes is None else {"reservationTtlMs": minutes * 60 * 1000}),
    }


def _refill(args: AutoRefillArgs) -> Section:
    return {
        "autoRefillEnabled": True,
        "refillAmount": args.get("amount", 10_000),
        "refillIntervalValue": args.get("interval_value", 30),
        "refillIntervalUnit": RefillIntervalUnit(args.get("interval_unit", RefillIntervalUnit.DAYS)).value,
    }
