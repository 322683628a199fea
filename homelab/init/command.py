"""What ``homelab init`` does with the answers."""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from homelab.arguments import ArgumentError, check
from homelab.init.answers import LOCAL, OPENID_SECRET, Answers, SignIn, option, without_effect, workspace_args
from homelab.init.files import SCHEMA, project_files, schema_text
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.embeddings import workspace_embeddings
from homelab.modules.resolve import resolve
from homelab.stack.keys import set_command
from homelab.version import PACKAGE, version

DESCRIPTION = "A private AI workspace on Kubernetes"
_ANSWERS = {
    "namespace": "namespace",
    "librechat.domain": "domain",
    "librechat.ingress.class_name": "ingress_class",
    "librechat.ingress.tls.cluster_issuer": "cluster_issuer",
    "librechat.first_admin.email": "admin_email",
    "librechat.auth.openid.issuer": "openid_issuer",
    "librechat.auth.openid.client_id": "openid_client_id",
    "bedrock.region": "bedrock_region",
}
"""Answers by the arguments that they set."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_STACK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


class InitError(Exception):
    """Reason why no project is written, in one line."""


def create(folder: Path, project: str, stack: str, answers: Answers, *, force: bool = False) -> None:
    """Write a project that renders at once, or nothing.

    :param force: Overwrite files that exist.
    :raises InitError: An answer is refused, or a file exists.
    """
    contents = files(project, stack, answers)
    existing = [path for path in contents if (folder / path).exists()]
    if existing and not force:
        verb = "exists" if len(existing) == 1 else "exist"
        raise InitError(f"{', '.join(existing)} {verb} in {folder}: nothing was written; --force overwrites")
    for path, text in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def files(project: str, stack: str, answers: Answers) -> Mapping[str, str]:
    """All files of a project, by path.

    :raises InitError: An answer is refused.
    """
    for what, text, form in (("name", project, _NAME), ("stack", stack, _STACK)):
        if not form.fullmatch(text):
            raise InitError(f"--{what}: expected letters, digits, dashes and underscores, got {text!r}")
    if problems := [*without_effect(answers)]:
        raise InitError("; ".join(problems))
    args = workspace_args(answers)
    try:
        resolve("ai-workspace", check(AIWorkspaceArgs, args, "init"), "init")
    except ArgumentError as error:
        raise InitError(_with_options(str(error).removeprefix("init: "))) from error
    return {**project_files(project, DESCRIPTION, stack, args), SCHEMA: schema_text(project)}


def _with_options(message: str) -> str:
    """A message in which arguments are followed by the options that set them."""
    for path, answer in _ANSWERS.items():
        message = re.sub(rf"\b{re.escape(path)}\b", f"{path} ({option(answer)})", message)
    return message


def project_name(folder: Path) -> str:
    """The name of a project in a folder: the folder's, in the letters that Pulumi admits."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", folder.resolve().name).strip("-._")
    return name[:100] or "workspace"


def next_steps(
    folder: Path, project: str, stack: str, answers: Answers, *, checkout: Path | None = None
) -> Iterator[str]:
    """What is left to do, as commands.

    :param checkout: What the library is installed from, where its version need not be released. Default: from a package
        index, as requirements.txt says.
    """
    packages = "--requirement requirements.txt" if checkout is None else shlex.quote(str(checkout))
    chosen = "" if stack == "dev" else f" --stack {stack}"
    yield f"The project {project} in {folder} has a workspace for {answers.domain}. Next:"
    yield ""
    if folder.resolve() != Path.cwd():
        yield f"  cd {folder}"
    yield f"  python3 -m venv .venv && .venv/bin/pip install {packages}"
    yield f"  .venv/bin/homelab render{chosen}    # manifests, checked, without a cluster"
    yield "  .venv/bin/homelab explain    # what else there is to set"
    yield f"  pulumi stack init {stack} && pulumi up"
    if checkout is not None:
        yield from _unreleased()
    yield from _secrets(answers)
    yield from _people(answers)
    if workspace_embeddings(workspace_args(answers)) is None:
        yield ""
        yield "Uploaded files are not searched until `rag.embeddings` is set, or OpenAI or Google has a key for all:"
        yield ""
        yield "  .venv/bin/homelab explain rag.embeddings"


def _unreleased() -> Iterator[str]:
    yield ""
    yield f"requirements.txt has {PACKAGE}=={version()}, the version of this checkout. Until that is released, have the"
    yield "library in the project, for everybody and for the workflow:"
    yield ""
    yield "  git submodule add URL homelab    # of this library's repository"
    yield "  echo ./homelab > requirements.txt"


def _secrets(answers: Answers) -> Iterator[str]:
    if answers.sign_in is SignIn.OPENID:
        yield ""
        yield f"OpenID Connect: the client's redirect URI is {_callback(answers)}."
        yield "LibreChat waits for the Secret with the client's secret, which you create in the new namespace:"
        yield ""
        name, key = OPENID_SECRET["name"], OPENID_SECRET["key"]
        yield f"  kubectl create secret generic {name} --namespace {answers.namespace} --from-file={key}=FILE"
        yield ""
        yield "or, encrypted in the stack's file, instead of `client_secret_secret`:"
        yield ""
        yield f"  {set_command('librechat.auth.openid.client_secret')}"
    if keys := [provider for provider in answers.providers if provider.has_keys]:
        yield ""
        yield "People enter their own API keys. One for all takes the place of a provider's `user_provided: true`:"
        yield ""
        yield from _indented(set_command(f"{provider}.api_key") for provider in keys)


def _people(answers: Answers) -> Iterator[str]:
    if answers.sign_in is SignIn.EMAIL and answers.admin_email is not None:
        yield ""
        yield "The first administrator's password:"
        yield ""
        yield "  pulumi stack output firstAdminPassword --show-secrets"
    elif answers.sign_in is SignIn.EMAIL and answers.domain != LOCAL:
        yield ""
        yield "Nobody can register. The first account, which becomes the administrator's:"
        yield ""
        yield f"  kubectl exec -it deploy/ai-workspace-librechat -n {answers.namespace} -- npm run create-user"


def _callback(answers: Answers) -> str:
    return (
        f"{'http://localhost:3080' if answers.domain == LOCAL else f'https://{answers.domain}'}/oauth/openid/callback"
    )


def _indented(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines)
