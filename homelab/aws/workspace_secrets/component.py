"""WorkspaceSecrets: secrets in AWS Secrets Manager, and in the cluster by External Secrets."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s

from homelab.arguments import ArgumentError, check
from homelab.aws.account import Account, current_account
from homelab.aws.component import AWSComponent
from homelab.aws.pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from homelab.aws.policies import StatementArgs
from homelab.aws.workspace_secrets.args import ReplicaArgs, SecretArgs, StoreIdentityArgs, WorkspaceSecretsArgs
from homelab.aws.workspace_secrets.external import store_spec
from homelab.aws.workspace_secrets.filling import document, fill_command, generated_values, keys, version
from homelab.aws.workspace_secrets.statements import read_statements
from homelab.components.credentials.args import SecurityArgs
from homelab.components.passwords import generate_hexadecimal, generate_password
from homelab.components.pgvector import PgVectorServerArgs
from homelab.components.secret_roles import Generated, role
from homelab.kubernetes import SecretReference
from homelab.kubernetes.external_secrets import API_VERSION, WAIT_UNTIL_READY, external_secret_spec
from homelab.modules.ai_workspace_args import WorkspaceFirecrawlArgs, WorkspaceMeilisearchArgs, WorkspaceValkeyArgs

if TYPE_CHECKING:
    from pulumi_aws.secretsmanager import SecretReplicaArgsDict

_DEFAULT_RECOVERY_DAYS = 30


class WorkspaceSecrets(AWSComponent):
    """Secrets of a workspace in AWS Secrets Manager, which the External Secrets Operator copies into the cluster.

    ```python
    secrets = WorkspaceSecrets("ai", {
        "namespace": "ai",
        "secrets": {"librechat": {"values": {"OPENAI_API_KEY": config.require_secret("openai")}}, "meilisearch": {}},
    })
    controller = PodIdentity("external-secrets", {"statements": secrets.statements, ...})
    AIWorkspace("ai", {
        "librechat": {"security": secrets.security, ...},
        "meilisearch": secrets.meilisearch,
        "openai": {"api_key_secret": secrets.reference("librechat", "OPENAI_API_KEY")},
    })
    ```

    **What Pulumi's state has**: values that are given or generated, encrypted by the stack's key, as the inputs of a
    write-only property and of RandomPassword. Terraform keeps write-only values out of its state; Pulumi does not yet,
    it only never reads them back. Values of a secret with ``filled_outside`` are neither in the state nor in the
    program.

    **Cost**: each secret and each replica by month, and calls by External Secrets at each refresh. Hence one secret for
    each role of pods, with all of its keys.
    """

    statements: list[StatementArgs]
    """What External Secrets may do, for the `PodIdentity` of its controller, unless ``store_identity`` is set."""
    secret_arns: dict[str, pulumi.Input[str]]
    """ARNs in Secrets Manager, by role."""
    fill_commands: dict[str, pulumi.Output[str]]
    """Shell commands, without a secret in them, that fill the secrets with ``filled_outside``, by role."""

    def __init__(self, name: str, args: WorkspaceSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(WorkspaceSecretsArgs, args, f"WorkspaceSecrets {name!r}")
        super().__init__(name, args, opts)
        account = current_account(self, self._region)
        self._keys = {role: keys(role, secret) for role, secret in args["secrets"].items()}
        created = self._create_secrets(args)
        versions = self._create_versions(args, created)
        existing = {
            role: arn for role, each in args["secrets"].items() if (arn := each.get("existing_arn")) is not None
        }

        self.secret_arns = {role: secret.arn for role, secret in created.items()} | existing
        self.statements = read_statements(account, [*self.secret_arns.values()], args.get("kms_key_arn"))
        self.fill_commands = {
            role: fill_command(role, args["secrets"][role], secret.arn, account.region)
            for role, secret in created.items()
            if role not in versions
        }
        store = self._create_store(args, account)
        sources = {role: secret.name for role, secret in created.items()} | existing
        self._names = {
            role: self._create_external_secret(args, role, source, [store, *versions.values()])
            for role, source in sources.items()
        }
        self.register_outputs({"secret_arns": self.secret_arns, "fill_commands": self.fill_commands})

    @property
    def security(self) -> SecurityArgs:
        """For ``librechat.security`` of a workspace; requires the secret ``librechat``."""
        return {"existing_secret": self.existing_secret("librechat")}

    @property
    def meilisearch(self) -> WorkspaceMeilisearchArgs:
        """For ``meilisearch`` of a workspace; requires the secret ``meilisearch``."""
        return {"master_key_secret": self.reference("meilisearch", "MEILI_MASTER_KEY")}

    @property
    def valkey(self) -> WorkspaceValkeyArgs:
        """For ``valkey`` of a workspace; requires the secret ``valkey``."""
        return {"existing_secret": self.existing_secret("valkey")}

    @property
    def pgvector(self) -> PgVectorServerArgs:
        """For ``pgvector`` of a workspace; requires the secret ``pgvector``."""
        return {"existing_secret": self.existing_secret("pgvector")}

    @property
    def firecrawl(self) -> WorkspaceFirecrawlArgs:
        """For ``firecrawl`` of a workspace; requires the secret ``firecrawl``."""
        return {"existing_secret": self.existing_secret("firecrawl")}

    def existing_secret(self, role: str) -> pulumi.Output[str]:
        """Name of a role's Secret in the cluster, known once it exists."""
        if role not in self._names:
            raise ArgumentError(
                f"WorkspaceSecrets {self._name!r} has no secret {role!r}: it has {', '.join(self._names)}"
            )
        return self._names[role]

    def reference(self, role: str, key: str) -> SecretReference:
        """Reference to a key, for arguments such as ``api_key_secret``.

        :raises ArgumentError: There is no such secret, or it has no such key.
        """
        name = self.existing_secret(role)
        if key not in self._keys[role]:
            raise ArgumentError(
                f"WorkspaceSecrets {self._name!r}: secret {role!r} has no key {key!r}: it has "
                f"{', '.join(self._keys[role]) or 'none that is known, as it exists already'}"
            )
        return {"name": name, "key": key}

    def _create_secrets(self, args: WorkspaceSecretsArgs) -> dict[str, aws.secretsmanager.Secret]:
        missing = [role for role, secret in args["secrets"].items() if "existing_arn" not in secret]
        return {role: self._create_secret(args, role) for role in missing}

    def _create_secret(self, args: WorkspaceSecretsArgs, role: str) -> aws.secretsmanager.Secret:
        name = f"{self._name}-{role}"
        return aws.secretsmanager.Secret(
            name,
            # A name of a deleted secret is taken until it cannot be restored any more.
            name_prefix=f"{args.get('prefix', f'{self._name}/')}{role}-",
            description=f"Secrets of {role}",
            kms_key_id=args.get("kms_key_arn"),
            recovery_window_in_days=args.get("recovery_days", _DEFAULT_RECOVERY_DAYS if self._retain else 0),
            replicas=[_replica(each) for each in args.get("replicas", [])],
            region=self._region,
            tags=self._tagged(name),
            opts=self._options(holds_data=True),
        )

    def _create_versions(
        self, args: WorkspaceSecretsArgs, secrets: Mapping[str, aws.secretsmanager.Secret]
    ) -> dict[str, aws.secretsmanager.SecretVersion]:
        """Values of the secrets that nobody else fills."""
        return {
            name: self._create_version(name, args["secrets"][name], secret)
            for name, secret in secrets.items()
            if "filled_outside" not in args["secrets"][name]
        }

    def _create_version(
        self, name: str, args: SecretArgs, secret: aws.secretsmanager.Secret
    ) -> aws.secretsmanager.SecretVersion:
        generated = {key: self._generate(name, args, key, each) for key, each in generated_values(name, args).items()}
        given = {key: pulumi.Output.secret(value) for key, value in args.get("values", {}).items()}
        content = pulumi.Output.all(**generated, **given).apply(lambda values: document(values, role(name)))
        return aws.secretsmanager.SecretVersion(
            f"{self._name}-{name}",
            secret_id=secret.id,
            secret_string_wo=content,
            # The provider writes the value when this number changes, and only then.
            secret_string_wo_version=content.apply(version),
            region=self._region,
            opts=self._options(),
        )

    def _generate(self, name: str, args: SecretArgs, key: str, value: Generated) -> pulumi.Output[str]:
        generate = generate_hexadecimal if value.hexadecimal else generate_password
        rotation = args.get("generate", {}).get(key, {}).get("rotation", 0)
        # A new CREDS_KEY opens no data of the old one.
        protect = True if self._retain else None
        return generate(f"{self._name}-{name}-{key}", value.length, self, rotation=rotation, protect=protect)

    def _create_store(self, args: WorkspaceSecretsArgs, account: Account) -> k8s.apiextensions.CustomResource:
        service_account = None
        if "store_identity" in args:
            service_account = self._create_identity(args, args["store_identity"]).service_account.get("name")
        return k8s.apiextensions.CustomResource(
            f"{self._name}-store",
            api_version=API_VERSION,
            kind="SecretStore",
            metadata={"name": self._name, "namespace": args["namespace"]},
            spec=store_spec(account.region, service_account=service_account, role_arn=args.get("store_role_arn")),
            opts=self._options(),
        )

    def _create_identity(self, args: WorkspaceSecretsArgs, store: StoreIdentityArgs) -> PodIdentity:
        identity: PodIdentityArgs = {
            "cluster_name": store["cluster_name"],
            "namespace": args["namespace"],
            "service_account": f"{self._name}-store",
            "statements": self.statements,
            # With Pod Identity, a store has no identity but the controller's.
            "kind": IdentityKind.IRSA,
            "oidc_provider_arn": store["oidc_provider_arn"],
            "tags": self._tags,
        }
        if "permissions_boundary" in store:
            identity["permissions_boundary"] = store["permissions_boundary"]
        return PodIdentity(f"{self._name}-store", identity, pulumi.ResourceOptions(parent=self))

    def _create_external_secret(
        self,
        args: WorkspaceSecretsArgs,
        role: str,
        source: pulumi.Input[str],
        prerequisites: Sequence[pulumi.Resource],
    ) -> pulumi.Output[str]:
        name = f"{self._name}-{role}"
        spec = external_secret_spec(
            name,
            store={"name": self._name, "kind": "SecretStore"},
            refresh_interval=args.get("refresh_interval", "1h"),
            whole=[source],
        )
        secret = k8s.apiextensions.CustomResource(
            name,
            api_version=API_VERSION,
            kind="ExternalSecret",
            metadata={"name": name, "namespace": args["namespace"], "annotations": WAIT_UNTIL_READY},
            spec=spec,
            opts=self._options(depends_on=prerequisites),
        )
        return secret.id.apply(lambda _: name)


def _replica(args: ReplicaArgs) -> "SecretReplicaArgsDict":
    replica: SecretReplicaArgsDict = {"region": args["region"]}
    if "kms_key_arn" in args:
        replica["kms_key_id"] = args["kms_key_arn"]
    return replica
