"""BedrockAccess: the models of a workspace on Amazon Bedrock, and what its pods may do with them."""

import re
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from homelab.arguments import ArgumentError, check
from homelab.aws.account import Account, current_account
from homelab.aws.bedrock import models
from homelab.aws.bedrock.args import BedrockAccessArgs, geography_of, unfit_region
from homelab.aws.bedrock.guardrail import Guardrail, create_guardrail, existing_guardrail
from homelab.aws.bedrock.librechat import librechat_config
from homelab.aws.bedrock.models import Geography
from homelab.aws.bedrock.statements import chat_statements, embedding_statements, model_arn
from homelab.aws.component import AWSComponent
from homelab.aws.policies import StatementArgs
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.kubernetes import apply
from homelab.librechat_config.model_specs import ModelSpecsArgs
from homelab.librechat_config.providers.bedrock import BedrockArgs
from homelab.librechat_config.types import LibreChatConfig


class BedrockAccess(AWSComponent):
    """Models on Amazon Bedrock for LibreChat and the RAG API, by the roles of their pods.

    ```python
    models = BedrockAccess("models", {"geography": "eu", "region": "eu-central-1"})
    chat = PodIdentity("librechat", {"statements": models.statements, ...})
    rag = PodIdentity("rag-api", {"statements": models.embedding_statements, ...})
    AIWorkspace("ai", {
        "bedrock": models.bedrock,
        "librechat": {
            "config": models.librechat_config,
            "model_specs": models.model_specs,
            "storage": {"service_account": chat.service_account, ...},
        },
        "rag": {"embeddings": models.embeddings, "service_account": rag.service_account},
    })
    ```

    Users choose from the models in their order; LibreChat goes on to none by itself. When a region is busy or down, the
    inference profile does, to another one of the geography. Access to the models is granted once in an account, by
    hand (docs/aws/bedrock.md).

    **Cost**: tokens by model, those of a ``global`` profile for less; tokens of embeddings; text units that a guardrail
    evaluates, by kind of rule. Profiles and guardrails that nobody uses cost nothing.
    """

    statements: list[StatementArgs]
    """What LibreChat may do, for its `PodIdentity`."""
    embedding_statements: list[StatementArgs]
    """What the RAG API may do, for its `PodIdentity`."""
    bedrock: BedrockArgs
    """For ``bedrock`` of a workspace: region and models."""
    embeddings: EmbeddingsArgs
    """For ``rag.embeddings`` of a workspace."""
    embedding_dimensions: int | None
    """Length of the vectors; None if it is not known of the model."""
    librechat_config: LibreChatConfig
    """For ``librechat.config`` of a workspace: application inference profiles, guardrail and the model for titles."""
    model_specs: ModelSpecsArgs
    """For ``librechat.model_specs`` of a workspace: the models in their order, the first one as the default."""
    application_profile_arns: dict[str, pulumi.Input[str]]
    """ARNs of application inference profiles, by model."""
    guardrail_id: pulumi.Output[str] | None
    """Id of the guardrail; None without one."""

    def __init__(self, name: str, args: BedrockAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(BedrockAccessArgs, args, f"BedrockAccess {name!r}")
        super().__init__(name, args, opts)
        account = current_account(self, self._region)
        geography = geography_of(args)
        offered = args.get("models", models.hierarchy(geography))
        embeddings = args.get("embeddings", models.EMBEDDINGS)
        profiles = self._application_profiles(args, account, offered)
        guardrail = self._guardrail(args, account)

        self.statements = chat_statements(account, offered, profiles, guardrail, args.get("conditions", {}))
        self.embedding_statements = embedding_statements(account, embeddings)
        self.bedrock = {"region": self._fitting_region(account, geography), "models": [*offered]}
        self.embeddings = {"provider": EmbeddingsProvider.BEDROCK, "model": embeddings}
        self.embedding_dimensions = models.DIMENSIONS.get(models.without_geography(embeddings))
        self.librechat_config = librechat_config(offered, profiles, guardrail)
        self.model_specs = {"from_providers": True}
        self.application_profile_arns = profiles
        self.guardrail_id = pulumi.Output.from_input(guardrail.id) if guardrail else None
        self.register_outputs({"application_profile_arns": profiles, "guardrail_id": self.guardrail_id})

    def _application_profiles(
        self, args: BedrockAccessArgs, account: Account, offered: Sequence[str]
    ) -> dict[str, pulumi.Input[str]]:
        if not args.get("application_profiles"):
            return {**args.get("existing_profiles", {})}
        return {model: self._create_application_profile(account, model).arn for model in offered}

    def _create_application_profile(self, account: Account, model: str) -> aws.bedrock.InferenceProfile:
        name = application_profile_name(self._name, model)
        return aws.bedrock.InferenceProfile(
            name,
            name=name,
            # Of a profile rather than a model, so that it has the profile's regions.
            model_source={"copy_from": model_arn(account, model)},
            region=self._region,
            tags=self._tagged(name),
            opts=self._options(),
        )

    def _guardrail(self, args: BedrockAccessArgs, account: Account) -> Guardrail | None:
        if "guardrail" not in args:
            return None
        if "id" in args["guardrail"]:
            return existing_guardrail(args["guardrail"], account)
        return create_guardrail(
            self._name,
            args["guardrail"],
            account,
            geography=geography_of(args),
            region=self._region,
            tags=self._tagged(self._name),
            options=self._options,
        )

    def _fitting_region(self, account: Account, geography: Geography) -> pulumi.Input[str]:
        """The region, of which the provider's is known only now."""

        def fitting(region: str) -> str:
            for message in unfit_region(region, geography):
                raise ArgumentError(f"BedrockAccess {self._name!r}: {message}")
            return region

        return apply(fitting, account.region)


def application_profile_name(name: str, model: str) -> str:
    """Name of an application inference profile: letters, digits and dashes, at most 64."""
    return re.sub(r"[^0-9A-Za-z]+", "-", f"{name}-{model}")[:64].strip("-")
