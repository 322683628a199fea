"""Arguments as a program in another language sends them: names in camel case, and every number a float."""

import typing
from typing import Any

from pulumi.provider.experimental.util import camel_case

from homelab.arguments.typed_dicts import value_type


def sent(args_type: Any, value: Any) -> Any:
    parameters = typing.get_args(args_type)
    match value:
        case dict() if typing.is_typeddict(args_type):
            fields = args_type.__annotations__
            return {camel_case(name): sent(value_type(fields[name]), each) for name, each in value.items()}
        case dict():
            return {name: sent(value_type(parameters[-1]) if parameters else Any, each) for name, each in value.items()}
        case list():
            return [sent(value_type(parameters[-1]) if parameters else Any, each) for each in value]
        case int() if not isinstance(value, bool):
            return float(value)
        case _:
            return value
