"""LibreChat's final configuration: derived from arguments, merged with the user's configuration, and checked."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from homelab.arguments import ArgumentError, exposed_secrets, warn
from homelab.components.librechat import access, scaling
from homelab.components.librechat.args import ConfigSchema, LibreChatArgs, LibreChatServerArgs, LibreChatSettingsArgs
from homelab.components.librechat.storage import args as storage
from homelab.kubernetes.variables import replaced_secrets, variable_paths
from homelab.librechat_config import email, files, model_specs, ownership
from homelab.librechat_config.checks import configuration_problems, variable_problems
from homelab.librechat_config.configuration import Configuration, combine
from homelab.librechat_config.contradictions import contradictions
from homelab.librechat_config.implied import with_implied
from homelab.librechat_config.merge import merge
from homelab.librechat_config.offered import offered_endpoints
from homelab.librechat_config.origin import location
from homelab.librechat_config.schema import Problem, problems
from homelab.librechat_config.sections import as_section
from homelab.librechat_config.sign_in import auth
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.yaml import sort_sections, variable_references
from homelab.merging import without_removed

_IN_WORKSPACE = re.compile(r"\blibrechat\.(?!yaml\b)")


def final_configuration(args: LibreChatServerArgs, settings: Configuration) -> Configuration:
    """Derive LibreChat's configuration, without the variables of its backends.

    :param settings: Configuration to merge over the one from ``args``, including the user's.
    """
    derived = _server_configuration(args)
    merged = Configuration(merge(derived.config, settings.config), derived.variables.overridden_by(settings.variables))
    own = merged.config.get("modelSpecs", {})
    if "model_specs" in args and isinstance(own, Mapping):
        specs = model_specs.derived_specs(args["model_specs"], as_section(own), offered_endpoints(merged))
        merged = replace(merged, config={**merged.config, "modelSpecs": specs})
    completed = with_implied(merged, address=access.address(args), replicas=scaling.most_pods(args))
    return Configuration(sort_sections(without_removed(completed.config)), completed.variables)


def _server_configuration(args: LibreChatServerArgs) -> Configuration:
    return combine([_settings(args), Configuration.of(env=access.variables(args))])


def _settings(args: LibreChatServerArgs) -> Configuration:
    """What the server's arguments say of LibreChat itself, without what follows from how users connect."""
    return combine(
        [
            auth.configuration(args.get("auth", {})),
            email.configuration(args["email"]) if "email" in args else Configuration(),
            files.configuration(args.get("files", {})),
            storage.configuration(args.get("storage", {})),
        ]
    )


def check_configuration(
    configuration: Configuration, args: LibreChatServerArgs, own: LibreChatSettingsArgs, *, owner: str
) -> None:
    """Check that LibreChat would not reject, ignore or misread anything.

    :param configuration: Final configuration.
    :param own: The user's own configuration.
    :param owner: Component that begins the message: ``LibreChat 'chat'``.
    :raises ArgumentError: All problems, in one line.
    """
    errors = configuration_errors(configuration, args, own, owner=owner)
    errors.extend(exposed_secrets(LibreChatArgs, {**args, **own}, ownership.about_owned(errors)))
    if errors:
        # Messages have the paths of arguments in a workspace.
        raise ArgumentError(*(_IN_WORKSPACE.sub("", error) for error in errors), owner=owner)


def configuration_errors(
    configuration: Configuration,
    args: LibreChatServerArgs,
    own: LibreChatSettingsArgs,
    *,
    owner: str,
    prefix: str = "",
) -> list[str]:
    """Errors in a configuration, after logging its warnings. Parameters are those of `check_configuration`.

    :param prefix: Prefix of the paths of arguments: ``librechat.``.
    """
    lenient = own.get("config_schema") == ConfigSchema.LENIENT
    document = list(_document_problems(configuration, lenient=lenient))
    errors = [_format(problem, configuration, own, prefix) for problem in document if problem.is_error]
    warnings = [_format(problem, configuration, own, prefix) for problem in document if not problem.is_error]
    referenced = variable_references(configuration.config)
    unread = ownership.unread_variables(own, Reader.LIBRECHAT, referenced=referenced)
    (warnings if lenient else errors).extend(f"{prefix}{message}" for message in unread)
    if not access.is_encrypted(args):
        warnings.append(f"{prefix}ingress.tls.enabled is false: passwords are sent in plain text")
    errors.extend(ownership.variable_violations(own, Reader.LIBRECHAT, prefix))
    errors.extend(storage.violations(args.get("storage", {}), configuration, scaling.scale(args)))
    errors.extend(model_specs.violations(args.get("model_specs"), configuration.config))
    errors.extend(variable_problems(configuration))
    if any(variable_paths(own)):
        derived = _server_configuration(args).variables
        errors.extend(f"{prefix}{message}" for message in replaced_secrets(args, derived, own, prefix))
        found = contradictions(args, lambda changed: _settings(changed).variables, own, prefix)
        errors.extend(f"{prefix}{message}" for message in found)
    for warning in dict.fromkeys(warnings):
        warn(f"{owner}: {warning}")
    return list(dict.fromkeys(errors))


def _format(problem: Problem, configuration: Configuration, own: LibreChatSettingsArgs, prefix: str) -> str:
    path = location(problem.keys, configuration.config, own.get("config", {}), f"{prefix}config")
    return f"{path}: {problem.message}"


def _document_problems(configuration: Configuration, *, lenient: bool) -> Iterator[Problem]:
    variables: Collection[str] | None = [*configuration.variables.names, *ownership.LIBRECHAT]
    if configuration.variables.secrets:
        # The keys of existing Secrets are unknown.
        variables = None
    yield from problems(
        configuration.config, variables=variables, environment=configuration.variables.plain, lenient=lenient
    )
    yield from configuration_problems(configuration)
