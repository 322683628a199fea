"""RetrievalApi: documents in, answers out, without servers."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from homelab.arguments import check
from homelab.aws.account import current_account
from homelab.aws.audit import Audit, AuditArgs
from homelab.aws.bedrock.models import EMBEDDINGS
from homelab.aws.bedrock.statements import chat_statements, embedding_statements
from homelab.aws.buckets import PrivateBucket
from homelab.aws.component import AWSComponent, after
from homelab.aws.costs import Costs
from homelab.aws.logs import DEFAULT_RETENTION_DAYS
from homelab.aws.policies import StatementArgs
from homelab.aws.retrieval_api.alarms import ALARMS, NAMESPACE, Dimensions, Part
from homelab.aws.retrieval_api.args import RetrievalApiArgs, answer_model
from homelab.aws.retrieval_api.documents import (
    PREFIX,
    create_documents_bucket,
    create_queue,
    ingest_from,
    reading_statements,
    receiving_statement,
    writing_statements,
)
from homelab.aws.retrieval_api.function.settings import StoreKind
from homelab.aws.retrieval_api.functions import (
    INGESTION_TIMEOUT,
    MEMORY,
    TIMEOUT,
    FunctionSettings,
    create_function,
    create_role,
)
from homelab.aws.retrieval_api.gateway import ROUTES, create_gateway
from homelab.aws.retrieval_api.rollout import ALIAS, create_alias, create_deployment_group
from homelab.aws.retrieval_api.vector_store import NAME_LENGTH, Placement, VectorStore, create_vector_store
from homelab.aws.retrieval_api.watching import create_alarms, create_dashboard
from homelab.aws.server import check_identifier, create_identifier

DIMENSIONS = 1024
ANSWER_SECONDS = 3600


class RetrievalApi(AWSComponent):
    """An API that answers questions from documents in a bucket.

    ```python
    docs = RetrievalApi("docs", {
        "region": "eu-central-1",
        "authorization": {"jwt": {"issuer": "https://login.example.com", "audiences": ["docs"]}},
    })
    pulumi.export("url", docs.url)
    ```

    Whatever is put below ``documents/`` in its bucket is indexed within seconds, and forgotten when it is deleted.

    **Cost**: requests of the gateway, milliseconds and memory of the functions, tokens of both models; of the store its
    nodes' hours, units or queries; of provisioned concurrency its hours. docs/retrieval-api.md has an estimate.
    """

    url: pulumi.Output[str]
    """URL of the API."""
    bucket: pulumi.Output[str]
    """Name of the bucket of documents."""
    function_name: pulumi.Output[str]
    """Name of the API's function."""
    published_version: pulumi.Output[str]
    """Version that this update has published, for ``stable_version`` and ``canary``."""
    dead_letters_url: pulumi.Output[str]
    """URL of the queue of documents that could not be indexed."""
    dashboard_name: pulumi.Output[str]
    """Name of the dashboard."""

    def __init__(self, name: str, args: RetrievalApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(RetrievalApiArgs, args, f"RetrievalApi {name!r}")
        check_identifier(f"RetrievalApi {name!r}", name, NAME_LENGTH)
        super().__init__(name, args, opts)
        place = self._placement()
        documents = create_documents_bucket(
            place, bucket=args.get("bucket"), kms_key_arn=args.get("kms_key_arn"), retain=self._retain
        )
        queue, dead_letters = create_queue(place, documents)
        roles = {suffix: create_role(place, suffix) for suffix in ("api", "ingest")}
        store = create_vector_store(
            args.get("store", {}), place, dimensions=args.get("dimensions", DIMENSIONS), readers=[*roles.values()]
        )
        cache = self._create_cache() if "cache" in args else None
        variables = self._variables(args, store, documents, cache)
        api = self._create_api(args, place, roles["api"], store, documents, cache, variables)
        ingestion = self._create_ingestion(args, place, roles["ingest"], store, documents, queue, variables)
        ingest_from(place, queue, ingestion)
        alias = create_alias(place, args, api)
        gateway, stage = create_gateway(place, args, alias)
        watched = _watched(gateway, api, ingestion, dead_letters, store, place)
        alarms = create_alarms(place, watched, args.get("alarm_topic_arns", []))
        if args.get("code_deploy"):
            create_deployment_group(place, [alarms[each.name].name for each in ALARMS if each.stops_rollout])
        self._watch_costs_and_documents(args, documents)

        self.url = after(gateway.api_endpoint, stage)
        self.bucket = documents.bucket.bucket
        self.function_name = api.name
        self.published_version = api.version
        self.dead_letters_url = dead_letters.url
        self.dashboard_name = create_dashboard(place, watched, ROUTES).dashboard_name
        self.register_outputs({"url": self.url, "bucket": self.bucket, "published_version": self.published_version})

    def _placement(self) -> Placement:
        return Placement(
            name=self._name,
            identifier=create_identifier(self._name, self),
            account=current_account(self, self._region),
            region=self._region,
            tags=self._tagged(self._name),
            own=self._options(),
            data=self._options(holds_data=True),
        )

    def _create_cache(self) -> aws.dynamodb.Table:
        return aws.dynamodb.Table(
            f"{self._name}-answers",
            billing_mode="PAY_PER_REQUEST",
            hash_key="id",
            attributes=[{"name": "id", "type": "S"}],
            ttl={"attribute_name": "expires", "enabled": True},
            region=self._region,
            tags=self._tagged(f"{self._name}-answers"),
            opts=self._options(),
        )

    def _variables(
        self,
        args: RetrievalApiArgs,
        store: VectorStore,
        documents: PrivateBucket,
        cache: aws.dynamodb.Table | None,
    ) -> dict[str, pulumi.Input[str]]:
        """Values of `function.settings.Settings`; what is not there has its default in the function."""
        passed_on = {name: str(value) for name, value in args.items() if name in _PASSED_ON}
        kept: dict[str, pulumi.Input[str]] = {}
        if cache is not None:
            kept = {"cache_table": cache.name, "cache_ttl": str(args.get("cache", {}).get("ttl", ANSWER_SECONDS))}
        return {
            "store": str(args.get("store", {}).get("kind", StoreKind.S3_VECTORS)),
            **store.settings,
            "documents_bucket": documents.bucket.bucket,
            "documents_prefix": PREFIX,
            "answer_model": answer_model(args),
            "metrics_namespace": NAMESPACE,
            **passed_on,
            **kept,
        }

    def _create_api(
        self,
        args: RetrievalApiArgs,
        place: Placement,
        role: aws.iam.Role,
        store: VectorStore,
        documents: PrivateBucket,
        cache: aws.dynamodb.Table | None,
        variables: dict[str, pulumi.Input[str]],
    ) -> aws.lambda_.Function:
        statements = [
            *embedding_statements(place.account, EMBEDDINGS),
            *_apart(chat_statements(place.account, [answer_model(args)], {}, None, {}), "Answer"),
            *store.reading,
            *writing_statements(documents, args.get("kms_key_arn")),
            *(_caching(cache) if cache else ()),
        ]
        settings = FunctionSettings(
            "api",
            args.get("memory", MEMORY),
            TIMEOUT,
            variables,
            vpc=store.vpc,
            reserved_concurrency=args.get("concurrency", {}).get("reserved"),
            log_retention_days=args.get("log_retention_days", DEFAULT_RETENTION_DAYS),
            kms_key_arn=args.get("kms_key_arn"),
        )
        return create_function(place, role, statements, settings)

    def _create_ingestion(
        self,
        args: RetrievalApiArgs,
        place: Placement,
        role: aws.iam.Role,
        store: VectorStore,
        documents: PrivateBucket,
        queue: aws.sqs.Queue,
        variables: dict[str, pulumi.Input[str]],
    ) -> aws.lambda_.Function:
        statements = [
            *embedding_statements(place.account, EMBEDDINGS),
            *store.reading,
            *store.writing,
            *reading_statements(documents, args.get("kms_key_arn")),
            receiving_statement(queue),
        ]
        settings = FunctionSettings(
            "ingest",
            args.get("memory", MEMORY),
            INGESTION_TIMEOUT,
            variables,
            layers=args.get("layer_arns", []),
            vpc=store.vpc,
            log_retention_days=args.get("log_retention_days", DEFAULT_RETENTION_DAYS),
            kms_key_arn=args.get("kms_key_arn"),
        )
        return create_function(place, role, statements, settings)

    def _watch_costs_and_documents(self, args: RetrievalApiArgs, documents: PrivateBucket) -> None:
        child = pulumi.ResourceOptions(parent=self)
        if "budget" in args:
            Costs(self._name, {"tags": self._tags, "budget": args["budget"]}, child)
        if args.get("audit_documents"):
            audit: AuditArgs = {"bucket_arns": [documents.bucket.arn], "tags": self._tags, "retain": self._retain}
            if self._region is not None:
                audit["region"] = self._region
            Audit(self._name, audit, child)


_PASSED_ON = ("dimensions", "chunk_characters", "chunk_overlap", "min_score")
"""Arguments that are settings of the functions under the same names."""


def _watched(
    gateway: aws.apigatewayv2.Api,
    api: aws.lambda_.Function,
    ingestion: aws.lambda_.Function,
    dead_letters: aws.sqs.Queue,
    store: VectorStore,
    place: Placement,
) -> dict[Part, Dimensions]:
    """Dimensions of what is there."""
    watched: dict[Part, Dimensions] = {
        Part.QUERIES: {"service": api.name},
        Part.GATEWAY: {"ApiId": gateway.id},
        # The alias, and so all versions that answer.
        Part.FUNCTION: {"FunctionName": api.name, "Resource": pulumi.Output.concat(api.name, ":", ALIAS)},
        Part.INGESTION: {"FunctionName": ingestion.name},
        Part.DEAD_LETTERS: {"QueueName": dead_letters.name},
    }
    if store.domain_name is not None:
        watched[Part.DOMAIN] = {"DomainName": store.domain_name, "ClientId": place.account.id}
    return watched


def _apart(statements: Sequence[StatementArgs], prefix: str) -> list[StatementArgs]:
    """The statements with names of their own: each is unique in a policy."""
    return [{**each, "sid": f"{prefix}{each.get('sid', '')}"} for each in statements]


def _caching(table: aws.dynamodb.Table) -> list[StatementArgs]:
    return [{"sid": "Answers", "actions": ["dynamodb:GetItem", "dynamodb:PutItem"], "resources": [table.arn]}]
