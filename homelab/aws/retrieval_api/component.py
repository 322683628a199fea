"""RetrievalApi: documents in, answers out, without servers."""

import pulumi
import pulumi_aws as aws

from homelab.arguments import check
from homelab.aws.account import current_account
from homelab.aws.audit import Audit, AuditArgs
from homelab.aws.component import AWSComponent
from homelab.aws.costs import Costs
from homelab.aws.policies import StatementArgs
from homelab.aws.retrieval_api.alarms import ALARMS, Dimensions, Part
from homelab.aws.retrieval_api.args import RetrievalApiArgs, answer_model
from homelab.aws.retrieval_api.backends import Backends, create_backends
from homelab.aws.retrieval_api.documents import ingest, replicate
from homelab.aws.retrieval_api.function.metric_names import SERVICE
from homelab.aws.retrieval_api.functions import create_functions
from homelab.aws.retrieval_api.gateway import ROUTES, Gateway, create_gateway
from homelab.aws.retrieval_api.placement import NAME_LENGTH, Placement
from homelab.aws.retrieval_api.roles import create_roles
from homelab.aws.retrieval_api.rollout import ALIAS, create_alias, create_deployment_group
from homelab.aws.retrieval_api.watching import create_alarms, create_dashboard
from homelab.aws.server import check_identifier, create_identifier


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
    nodes' hours, units or queries; of provisioned concurrency its hours. docs/aws/retrieval-api-costs.md has an
    estimate.
    """

    url: pulumi.Output[str]
    """URL of the API."""
    bucket: pulumi.Output[str]
    """Name of the bucket of documents."""
    function_name: pulumi.Output[str]
    """Name of the API's function."""
    published_version: pulumi.Output[str]
    """Newest version of the API's function, for ``canary`` and ``stable_version``."""
    dead_letters_url: pulumi.Output[str]
    """URL of the queue of changes that could not be indexed."""
    dashboard_name: pulumi.Output[str]
    """Name of the dashboard."""
    query_statements: list[StatementArgs]
    """What a role needs to ask, where requests are signed: for `PodIdentity`, for example."""
    upload_statements: list[StatementArgs]
    """What a role needs to keep documents in the bucket up to date, also those that are too large for the API."""

    def __init__(self, name: str, args: RetrievalApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(RetrievalApiArgs, args, f"RetrievalApi {name!r}")
        check_identifier(f"RetrievalApi {name!r}", name, NAME_LENGTH)
        super().__init__(name, args, opts)
        place = self._placement(args)
        roles = create_roles(place)
        backends = create_backends(place, args, roles)
        api, ingestion = create_functions(place, args, backends, roles)
        ingest(place, backends.documents, ingestion)
        if "replicate_to" in args:
            replicate(place, backends.documents, args["replicate_to"])
        alias = create_alias(place, args, api)
        gateway = create_gateway(place, args, alias)
        watched = _watched(place, gateway, api, ingestion, backends)
        alarms = create_alarms(place, watched, args.get("alarm_topic_arns", []))
        dashboard = create_dashboard(place, watched, ROUTES, answer_model(args))
        if args.get("code_deploy"):
            create_deployment_group(place, [alarms[each.name].name for each in ALARMS if each.stops_rollout])
        self._watch_costs_and_documents(args, backends)

        self.url = gateway.url
        self.bucket = backends.documents.private.bucket.bucket
        self.function_name = api.name
        self.published_version = api.version
        self.dead_letters_url = backends.documents.dead_letters.url
        self.dashboard_name = dashboard.dashboard_name
        self.query_statements = gateway.query_statements
        self.upload_statements = backends.documents.uploading
        self.register_outputs({"url": self.url, "bucket": self.bucket, "published_version": self.published_version})

    def _placement(self, args: RetrievalApiArgs) -> Placement:
        return Placement(
            name=self._name,
            identifier=create_identifier(self._name, self),
            account=current_account(self, self._region),
            region=self._region,
            kms_key_arn=args.get("kms_key_arn"),
            tags=self._tagged(self._name),
            own=self._options(),
            data=self._options(holds_data=True),
        )

    def _watch_costs_and_documents(self, args: RetrievalApiArgs, backends: Backends) -> None:
        child = pulumi.ResourceOptions(parent=self)
        if "budget" in args:
            Costs(self._name, {"tags": self._tags, "budget": args["budget"]}, child)
        if args.get("audit_documents"):
            bucket_arn = backends.documents.private.bucket.arn
            audit: AuditArgs = {"bucket_arns": [bucket_arn], "tags": self._tags, "retain": self._retain}
            if self._region is not None:
                audit["region"] = self._region
            Audit(self._name, audit, child)


def _watched(
    place: Placement,
    gateway: Gateway,
    api: aws.lambda_.Function,
    ingestion: aws.lambda_.Function,
    backends: Backends,
) -> dict[Part, Dimensions]:
    """Dimensions of what is there."""
    watched: dict[Part, Dimensions] = {
        Part.QUERIES: {SERVICE: api.name},
        Part.GATEWAY: {"ApiId": gateway.api.id},
        # The alias, and so all versions that answer.
        Part.FUNCTION: {"FunctionName": api.name, "Resource": pulumi.Output.concat(api.name, ":", ALIAS)},
        Part.INGESTION: {"FunctionName": ingestion.name},
        Part.CHANGES: {"QueueName": backends.documents.queue.name},
        Part.DEAD_LETTERS: {"QueueName": backends.documents.dead_letters.name},
    }
    if backends.store.domain_name is not None:
        watched[Part.DOMAIN] = {"DomainName": backends.store.domain_name, "ClientId": place.account.id}
    return watched
