"""Final variables of rag_api: derived from arguments, overridden by the user's, and checked."""

from collections.abc import Iterator

import pulumi

from homelab.arguments import ArgumentError, exposed_secrets, warn
from homelab.components.rag_api import embeddings
from homelab.components.rag_api.args import RagApiArgs, RagApiServerArgs
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import PROVIDERS, EmbeddingsProvider
from homelab.kubernetes.variables import Variables, variable_paths
from homelab.librechat_config import ownership
from homelab.librechat_config.variables import Reader


def final_variables(args: EmbeddingsArgs, own: Variables, *, server_url: pulumi.Input[str] | None) -> Variables:
    """Derive the variables of the embeddings, which the user's own override.

    :param server_url: URL of the provider's server in the same namespace.
    """
    derived = embeddings.variables(args)
    variable = PROVIDERS[EmbeddingsProvider(args["provider"])].url
    if server_url is not None and variable is not None:
        derived = derived.overridden_by(Variables({variable: server_url}))
    return derived.overridden_by(own)


def check_variables(variables: Variables, args: EmbeddingsArgs, own: RagApiServerArgs, *, owner: str) -> None:
    """Check that the provider has its variables, and that the user sets no variables that the library owns.

    :param variables: Final variables.
    :param own: The user's own arguments.
    :raises ArgumentError: All problems, in one line.
    """
    errors = variable_errors(variables, args, own, owner=owner)
    errors.extend(exposed_secrets(RagApiArgs, own, ownership.about_owned(errors)))
    if errors:
        raise ArgumentError(*errors, owner=owner)


def variable_errors(
    variables: Variables,
    args: EmbeddingsArgs,
    own: RagApiServerArgs,
    *,
    owner: str,
    prefix: str = "",
    lenient: bool = False,
) -> list[str]:
    """Errors in variables. Parameters are those of `check_variables`.

    :param prefix: Prefix of the paths of arguments: ``rag.``.
    :param lenient: Log unknown variables as warnings.
    """
    errors = list(ownership.variable_violations(own, Reader.RAG_API, prefix))
    errors.extend(f"{prefix}{path}: use {prefix}embeddings.model instead" for path in _model_variables(args, own))
    # The keys of existing Secrets are unknown.
    if not variables.secrets:
        errors.extend(embeddings.violations(args, variables.names, role="service_account" in own, prefix=prefix))
    unread = [f"{prefix}{message}" for message in ownership.unread_variables(own, Reader.RAG_API)]
    if lenient:
        for warning in unread:
            warn(f"{owner}: {warning}")
    else:
        errors.extend(unread)
    return list(dict.fromkeys(errors))


def _model_variables(args: EmbeddingsArgs, own: RagApiServerArgs) -> Iterator[str]:
    """Paths at which the user sets a model, which the collection would not record."""
    # For text-embeddings-inference, the variable is the server's URL.
    if args["provider"] != EmbeddingsProvider.HUGGINGFACE_TEI:
        yield from (path for path, name in variable_paths(own) if name == "EMBEDDINGS_MODEL")
