"""What to do about a problem of a workspace: the command that sets a secret, the place of a variable."""

import re

from homelab.arguments import is_secret, secret_paths
from homelab.librechat_config.ownership import OWNED, settable
from homelab.librechat_config.variables import Reader
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.offline.config_values import parse_path, path_text
from homelab.stack.keys import set_command

_ASKS = re.compile(r"missing argument |\bneeds ")
"""What comes before the names of arguments that are missing."""
_WORD = re.compile(r"[\w.]*\w")
_GROUP = re.compile(r"(?:^|: )([a-z_]\w*(?:\.\w+)*)(?:: | needs )")
_SECRET_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_(KEY|TOKEN|SECRET|PASSWORD)")
_INDEX = re.compile(r"\.([0-9]+)(?=\.)")
_UNKNOWN_VARIABLE = re.compile(r"(?P<problem>unknown argument (?:\w+\.)*(?P<variable>[A-Z][A-Z0-9_]+))( \(.*\))?")
"""A variable among arguments, and the argument whose name is most like its own."""


def with_remedy(problem: str) -> str:
    """A message, followed by what to do if it is about a missing secret, or about a variable among arguments."""
    if found := _UNKNOWN_VARIABLE.fullmatch(problem):
        place = _place_of(found["variable"])
        return f"{found['problem']} (a variable of LibreChat: {place})" if place else problem
    return _with_command(problem)


def _place_of(variable: str) -> str | None:
    """Where a variable of LibreChat is set."""
    # It loads much, and only for this message.
    from homelab.explain.facts import arguments_of_variable

    owned, reader = OWNED[Reader.LIBRECHAT], Reader.LIBRECHAT
    if variable in owned and not owned[variable]:
        return "the library sets it"
    if arguments := arguments_of_variable(variable, reader):
        return f"use {arguments[0]}"
    for door, secret in (("env", False), ("secret_env", True)):
        if variable in settable(reader, secret=secret):
            return f"set librechat.{door}.{variable}"
    return None


def _with_command(problem: str) -> str:
    asks = _ASKS.search(problem)
    words = _WORD.findall(problem[asks.end() :]) if asks else []
    found = _GROUP.search(problem)
    group = found[1] if found else ""
    server = "rag" if re.search(r"\brag\b", problem) else "librechat"
    paths = dict.fromkeys(path for word in words if (path := _secret_path(group, server, word)))
    commands = [f"`{set_command(path)}` stores {path.rpartition('.')[2]} encrypted" for path in paths]
    return f"{problem} ({' and '.join(commands)})" if commands else problem


def _secret_path(group: str, server: str, word: str) -> str | None:
    """The path of the secret that a word in a message about ``group`` means, if it means one."""
    if _SECRET_VARIABLE.fullmatch(word):
        return f"{server}.secret_env.{word}"
    for path in filter(None, (f"{group}.{word}" if group else "", word)):
        indexed = _INDEX.sub(r"[\1]", path)
        if is_secret(AIWorkspaceArgs, parse_path(indexed)):
            return indexed
    # A group may be named by a word that is its choice: ``librechat.storage: s3 needs secret_key``.
    below = [text for path in secret_paths(AIWorkspaceArgs) if (text := path_text(path)).endswith(f".{word}")]
    inside = [text for text in below if group and text.startswith(f"{group}.")]
    return inside[0] if len(inside) == 1 else None
