"""Arguments of `RetrievalApi`."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import BUCKET, matching, url, whole_number
from homelab.aws.bedrock import models
from homelab.aws.bedrock.models import Geography, GeographyChoice
from homelab.aws.buckets import NEW_BUCKET
from homelab.aws.component import ARN, KMS_KEY_ARN, SECURITY_GROUP_IDS, VPC_ID, AWSArgs
from homelab.aws.costs import BudgetArgs, tags_exist
from homelab.aws.edge.args import CERTIFICATE, PUBLIC_DOMAIN
from homelab.aws.logs import RETENTION_DAYS
from homelab.aws.retrieval_api.function.settings import StoreKind
from homelab.choices import Choice

StoreKindChoice: TypeAlias = Choice[StoreKind, Literal["domain", "serverless", "s3_vectors", "pgvector", "memory"]]
DEPLOYABLE_STORES = (StoreKind.S3_VECTORS, StoreKind.DOMAIN, StoreKind.SERVERLESS)
OF_DOMAIN = (
    *("version", "instance_type", "instance_count", "volume_gb"),
    *("vpc_id", "subnet_ids", "endpoint_security_group_ids"),
)
OF_SERVERLESS = ("max_units",)
CANARY_WEIGHT = 0.1
_SHARE = Constraint("a number above 0 and below 1 such as 0.1", lambda value: 0 < value < 1)
_ORIGINS = Constraint(
    "one or more origins such as 'https://docs.example.com', none of them *",
    lambda value: len(value) > 0 and all(each.startswith("https://") and "*" not in each for each in value),
)


def _settings_of_kind(group: Mapping[str, Any]) -> Iterable[str]:
    kind = group.get("kind", StoreKind.S3_VECTORS)
    if kind not in DEPLOYABLE_STORES:
        yield f"kind: expected {', '.join(DEPLOYABLE_STORES)}, got {str(kind)!r}, which is for this machine alone"
    of_kind = {StoreKind.DOMAIN: OF_DOMAIN, StoreKind.SERVERLESS: OF_SERVERLESS}
    foreign = [name for each, names in of_kind.items() if each != kind for name in names]
    yield from (f"{name} has no effect with kind {kind}: remove it" for name in foreign if name in group)
    if kind == StoreKind.DOMAIN and ("vpc_id" in group) != ("subnet_ids" in group):
        yield "vpc_id and subnet_ids belong together: set both or neither"
    if "endpoint_security_group_ids" in group and "vpc_id" not in group:
        yield "endpoint_security_group_ids has no effect without vpc_id: remove it"
    if "subnet_ids" in group and len({*group["subnet_ids"]}) < min(group.get("instance_count", 1), 2):
        yield "subnet_ids: expected a subnet in another availability zone for each of two instances"


@rules(Rule(("kind", *OF_DOMAIN, *OF_SERVERLESS), _settings_of_kind))
@constrain(
    version=matching(r"[23]\.[0-9]+", "a version of OpenSearch such as '3.3'"),
    instance_type=matching(r"[a-z0-9]+\.[a-z0-9]+\.search", "a type of nodes such as 't3.small.search'"),
    instance_count=whole_number(1, 10),
    volume_gb=whole_number(10, 1000),
    vpc_id=VPC_ID,
    subnet_ids=Constraint("ids of one or more subnets", lambda value: len(value) > 0),
    endpoint_security_group_ids=SECURITY_GROUP_IDS,
    max_units=whole_number(1, 96),
)
class StoreArgs(TypedDict):
    """Where chunks and their vectors are."""

    kind: NotRequired[StoreKindChoice]
    """``s3_vectors`` costs nothing while nobody asks, and finds by meaning alone. ``domain`` finds by words too, and
    costs by the hour. ``serverless`` is OpenSearch without nodes, which sleeps after ten idle minutes, and takes up to
    half a minute to wake up. Another one means to index everything again. Default: s3_vectors."""
    version: NotRequired[str]
    """OpenSearch version of a domain, which can be raised in place. Default: 3.3."""
    instance_type: NotRequired[str]
    """Type of a domain's nodes. Default: t3.small.search."""
    instance_count: NotRequired[int]
    """A domain's nodes; of two, one may fail. Default: 1."""
    volume_gb: NotRequired[int]
    """Disk of each node, of type gp3. Default: 10."""
    vpc_id: NotRequired[pulumi.Input[str]]
    """VPC of a domain; another one replaces it. Default: none; the domain's address is public, and answers to the two
    functions' roles alone."""
    subnet_ids: NotRequired[list[pulumi.Input[str]]]
    """Private subnets for a domain and both functions: one for one node, two in different zones for more. The functions
    need a way to Amazon Bedrock, S3, SQS and CloudWatch Logs from there, and to DynamoDB with ``cache`` or
    ``throttling.per_client``: NAT or endpoints. Default: none."""
    endpoint_security_group_ids: NotRequired[list[pulumi.Input[str]]]
    """Security groups of interface endpoints that the functions need to reach. Default: none; they may open connections
    at port 443 to everything."""
    max_units: NotRequired[int]
    """Most capacity units that a serverless store may use for indexing, and for searching. Default: 2."""


@constrain(
    issuer=url("https", example="https://login.example.com"),
    audiences=Constraint("one or more clients", lambda value: len(value) > 0),
)
class JwtArgs(TypedDict):
    """Tokens of an OpenID Connect provider, signed by an asymmetric key: LibreChat's own tokens are not."""

    issuer: pulumi.Input[str]
    """The provider's URL, below which it answers ``/.well-known/openid-configuration`` within 1.5 seconds."""
    audiences: list[pulumi.Input[str]]
    """Clients whose tokens are accepted."""
    write_scopes: NotRequired[list[pulumi.Input[str]]]
    """Scopes of which a token needs one to store and delete documents. Default: none; whoever may ask, may do that."""


class AuthorizationArgs(TypedDict):
    """Who may ask."""

    jwt: NotRequired[JwtArgs]
    """Whoever has a token of an identity provider. Default: none."""
    iam: NotRequired[bool]
    """Whoever signs requests by AWS's Signature V4 and may ``execute-api:Invoke``. Default: false."""


@constrain(
    name=PUBLIC_DOMAIN,
    certificate_arn=matching(CERTIFICATE.format(region="[-a-z0-9]+"), "the ARN of a certificate of ACM"),
)
class DomainNameArgs(TypedDict):
    """A name of one's own; AWS's is switched off."""

    name: str
    """Host name such as ``docs.example.com``."""
    hosted_zone_id: pulumi.Input[str]
    """Hosted zone of Route 53 for the name's addresses, and for the certificate's validation."""
    certificate_arn: NotRequired[pulumi.Input[str]]
    """Certificate of ACM in the same region. Default: one is created."""


@constrain(rate=whole_number(1, 10_000), burst=whole_number(1, 10_000), per_client=whole_number(1, 10_000))
class ThrottlingArgs(TypedDict):
    """Requests that are let through; further ones get 429.

    ``rate`` and ``burst`` are of each route, for all clients together.
    """

    rate: NotRequired[int]
    """Requests a second, on average. Default: 50."""
    burst: NotRequired[int]
    """Requests at once. Default: 100."""
    per_client: NotRequired[int]
    """Requests in any 60 seconds of one client: a token's subject, or a user or role of IAM. Those that store, delete
    and ask count, and not those of ``GET``. They are counted in a table of DynamoDB, of which each costs a write and a
    read; while it does not answer, everything is let through. Default: none; one client may use up the rate."""


@constrain(version=matching(r"[1-9][0-9]*", "the number of a published version such as '7'"), weight=_SHARE)
class CanaryArgs(TypedDict):
    """A second version that answers a share of the requests.

    Two updates make a rollout. The first one names the old version as ``stable_version``, and the new one here; the
    second one removes both, and the newest version answers everything, or this alone, and all is as before.
    """

    version: str
    """The version that is tried out."""
    weight: NotRequired[float]
    """Its share of the requests. Default: 0.1."""


@constrain(
    reserved=whole_number(1, 1000),
    provisioned=whole_number(1, 1000),
)
class ConcurrencyArgs(TypedDict):
    """Environments of the API's function."""

    reserved: NotRequired[int]
    """Most of them at the same time, which no other function of the account can take. Default: the account's limit."""
    provisioned: NotRequired[int]
    """Kept warm, and billed all the time. Default: none."""


@constrain(ttl=whole_number(1, 30 * 86_400))
class AnswerCacheArgs(TypedDict):
    """Answers that are given again: a table of DynamoDB, which needs neither a server nor a VPC."""

    ttl: NotRequired[int]
    """Seconds that an answer is kept; changed documents do not shorten that. Default: 3600."""


def _other_bucket(group: Mapping[str, Any]) -> Iterable[str]:
    other = group.get("replicate_to")
    if other is None:
        return
    if other["bucket"] == group.get("bucket"):
        yield f"replicate_to.bucket and bucket are both {group['bucket']}: name the bucket of another API"
    if ("kms_key_arn" in other) != ("kms_key_arn" in group):
        yield "kms_key_arn and replicate_to.kms_key_arn belong together: set both or neither"


@constrain(bucket=BUCKET, kms_key_arn=KMS_KEY_ARN)
class ReplicateToArgs(TypedDict):
    """Another API's bucket in this account, in the same region or another one.

    S3 copies in one direction, and copies no copies: two APIs that each name the other one's bucket have the same
    documents. Set it once both buckets are there, as S3 refuses it otherwise.
    """

    bucket: pulumi.Input[str]
    """Name of the bucket: the other API's output ``bucket``."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of KMS of that bucket, in its region. Default: S3's own keys."""


def _canary_needs_stable(group: Mapping[str, Any]) -> Iterable[str]:
    if "canary" in group and "stable_version" not in group:
        yield "canary needs stable_version, the version that answers the other requests"
    if "canary" in group and group["canary"]["version"] == group.get("stable_version"):
        yield f"canary.version and stable_version are both {group['stable_version']}: name different versions"
    if group.get("code_deploy") and group.keys() & {"canary", "stable_version"}:
        yield "code_deploy shifts requests itself: remove canary and stable_version"


def _overlap_fits(group: Mapping[str, Any]) -> Iterable[str]:
    size, overlap = group.get("chunk_characters", 1500), group.get("chunk_overlap", 150)
    if overlap * 2 >= size:
        yield f"chunk_overlap {overlap} has to be less than half of chunk_characters {size}"


def _one_authorization(group: Mapping[str, Any]) -> Iterable[str]:
    # Its own rule would begin with ``authorization:``, after which messages mask what looks like a header's token.
    chosen = group["authorization"]
    if ("jwt" in chosen) == bool(chosen.get("iam")):
        yield "missing argument: one of authorization.jwt, authorization.iam, and not both"


def _answers_somewhere(group: Mapping[str, Any]) -> Iterable[str]:
    if "geography" not in group and "region" not in group:
        yield "missing argument: one of geography, region, which say where questions may be processed"


@rules(
    Rule(("bucket", "replicate_to", "kms_key_arn"), _other_bucket),
    Rule(("canary", "stable_version", "code_deploy"), _canary_needs_stable),
    Rule(("chunk_characters", "chunk_overlap"), _overlap_fits),
    Rule(("geography", "region"), _answers_somewhere),
    Rule(("tags", "budget"), tags_exist),
    Rule(("authorization",), _one_authorization),
)
@constrain(
    model=Constraint(
        "the id of an inference profile such as 'eu.anthropic.claude-haiku-4-5-20251001-v1:0'",
        lambda value: models.geography_of(value) is not None,
    ),
    bucket=NEW_BUCKET,
    kms_key_arn=KMS_KEY_ARN,
    cors_origins=_ORIGINS,
    memory=whole_number(256, 10_240),
    min_score=Constraint("a number from 0 to 1", lambda value: 0 <= value <= 1),
    dimensions=Constraint("256, 512 or 1024", lambda value: value in (256, 512, 1024), {"enum": [256, 512, 1024]}),
    chunk_characters=whole_number(200, 8000),
    chunk_overlap=whole_number(0, 2000),
    log_retention_days=RETENTION_DAYS,
    layer_arns=Constraint("at most 4 ARNs of layers", lambda value: len(value) <= 4),
    alarm_topic_arns=Constraint(
        "ARNs of topics", lambda value: all(ARN.accepts(each) for each in value if isinstance(each, str))
    ),
    stable_version=matching(r"[1-9][0-9]*", "the number of a published version such as '6'"),
)
class RetrievalApiArgs(AWSArgs):
    """Documents, and an API that answers questions from them."""

    authorization: AuthorizationArgs
    """Who may ask."""
    geography: NotRequired[GeographyChoice]
    """Where questions may be processed: the prefix of the answering model's inference profile. Default: the narrowest
    one around ``region``."""
    model: NotRequired[str]
    """Model that answers: the id of an inference profile. Default: the first one of
    `homelab.aws.bedrock.models.HIERARCHY` that the geography has and that is quick and cheap enough for titles."""
    store: NotRequired[StoreArgs]
    """Where chunks and their vectors are. Default: Amazon S3 Vectors."""
    bucket: NotRequired[str]
    """Name of the bucket of documents; another one replaces it. Default: the component's, with a suffix."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of KMS for documents, chunks, answers and logs. Its policy must permit ``logs.REGION.amazonaws.com``, and for
    S3 Vectors ``indexing.s3vectors.amazonaws.com``, to use it: docs/aws/retrieval-api.md. Default: AWS's own keys."""
    replicate_to: NotRequired[ReplicateToArgs]
    """Another API's bucket that new documents and deletions are copied to, within minutes. Default: none."""
    dimensions: NotRequired[int]
    """Length of the vectors; another one means to index everything again. Default: 1024."""
    chunk_characters: NotRequired[int]
    """Most characters of a chunk. Default: 1500."""
    chunk_overlap: NotRequired[int]
    """Characters that a chunk repeats of the one before. Default: 150."""
    min_score: NotRequired[float]
    """Similarity of the best chunk, from 0 to 1, below which the answer is that there is none. Default: 0.35."""
    domain: NotRequired[DomainNameArgs]
    """A name of one's own. Default: one of AWS's."""
    throttling: NotRequired[ThrottlingArgs]
    """Requests that are let through. Default: 50 a second, 100 at once, whoever sends them."""
    cors_origins: NotRequired[list[str]]
    """Web pages whose scripts may ask. Default: none."""
    memory: NotRequired[int]
    """Megabytes of each function, which decide on its share of a processor too. Default: 1024."""
    concurrency: NotRequired[ConcurrencyArgs]
    """Environments of the API's function. Default: as many as the account permits, none of them kept warm."""
    layer_arns: NotRequired[list[pulumi.Input[str]]]
    """Additional layers of the ingestion: one with ``pypdf`` lets it read PDF. Default: none."""
    cache: NotRequired[AnswerCacheArgs]
    """Give answers again. Default: every question is answered anew."""
    stable_version: NotRequired[str]
    """Published version that answers. Default: the newest one."""
    canary: NotRequired[CanaryArgs]
    """Second version that answers a share of the requests. Default: none."""
    code_deploy: NotRequired[bool]
    """Let CodeDeploy shift requests to a new version: a tenth for five minutes, then all, or back if an alarm rings.
    Something outside has to start each deployment: docs/aws/retrieval-api.md. Default: false."""
    log_retention_days: NotRequired[int]
    """Days that logs are kept. Default: 30."""
    alarm_topic_arns: NotRequired[list[pulumi.Input[str]]]
    """Topics of SNS that alarms are sent to. Default: none; alarms are only shown."""
    budget: NotRequired[BudgetArgs]
    """Budget, of whatever has the component's tags. Default: none."""
    audit_documents: NotRequired[bool]
    """Record who reads and writes documents, by a trail of data events. Default: false."""


def geography_of(args: RetrievalApiArgs) -> Geography:
    """Where questions may be processed."""
    return Geography(args["geography"]) if "geography" in args else models.geography_around(args.get("region", ""))


def answer_model(args: RetrievalApiArgs) -> str:
    """Id of the inference profile that answers."""
    offered = models.hierarchy(geography_of(args))
    return args.get("model") or models.title_model(offered) or offered[0]
