"""Values of a secret: what is put into Secrets Manager, or the command with which somebody else does."""

import hashlib
import json
import re
from collections.abc import Mapping

import pulumi

from homelab.aws.workspace_secrets.args import SecretArgs
from homelab.components.secret_roles import Generated, Role, role

_DEFAULT_LENGTH = 32


def generated_values(name: str, args: SecretArgs) -> dict[str, Generated]:
    """Values to generate by key: those of the role, unless they are given, and more."""
    own = {key: each for key, each in role(name).generated.items() if key not in args.get("values", {})}
    more = {
        key: Generated(each.get("length", _DEFAULT_LENGTH), each.get("hexadecimal", False))
        for key, each in args.get("generate", {}).items()
    }
    return {**own, **more}


def keys(name: str, args: SecretArgs) -> list[str]:
    """All keys of a secret that this library knows."""
    given = [*args.get("values", {}), *args.get("filled_outside", [])]
    return [*dict.fromkeys([*generated_values(name, args), *given, *role(name).derived])]


def document(values: Mapping[str, str], own: Role) -> str:
    """JSON of a secret."""
    derived = {key: template.format_map(values) for key, template in own.derived.items()}
    return json.dumps({**values, **derived}, sort_keys=True)


def version(document: str) -> int:
    """Number that differs with the content: the provider writes it only when its number is another one."""
    return int(hashlib.sha256(document.encode()).hexdigest()[:7], 16) + 1


def fill_command(
    name: str, args: SecretArgs, secret_id: pulumi.Input[str], region: pulumi.Input[str]
) -> pulumi.Output[str]:
    """Shell command that generates the values and puts them into Secrets Manager; they are in no argument list."""
    put = pulumi.Output.concat(
        "aws secretsmanager put-secret-value --region ",
        region,
        " --secret-id ",
        secret_id,
        " --secret-string file:///dev/stdin",
    )
    return pulumi.Output.concat("(", print_command(name, args), ") | ", put)


def print_command(name: str, args: SecretArgs) -> str:
    """Shell command that generates the values, and prints the JSON of the secret."""
    variables = {key: f"v{index}" for index, key in enumerate(generated_values(name, args))}
    steps = ["set -eu"]
    for key, each in generated_values(name, args).items():
        # Hexadecimal digits are letters and digits, too.
        steps.append(f"{variables[key]}=$(openssl rand -hex {(each.length + 1) // 2})")
    for variable in args.get("filled_outside", []):
        steps.append(f': "${{{variable}:?}}"')
        variables[variable] = variable
    templates = {key: f"{{{key}}}" for key in variables} | dict(role(name).derived)
    pairs = [f'"{key}":"{re.sub(r"{[^}]*}", "%s", template)}"' for key, template in templates.items()]
    used = [variables[key] for template in templates.values() for key in re.findall(r"{([^}]*)}", template)]
    steps.append(f"printf '{{{','.join(pairs)}}}' " + " ".join(f'"${variable}"' for variable in used))
    return "; ".join(steps)
