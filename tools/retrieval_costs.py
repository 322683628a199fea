"""Writes ``docs/aws/retrieval-api-costs.md``: what a retrieval API costs a month, by store, from the price list."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from homelab.aws.bedrock.models import EMBEDDINGS
from homelab.aws.retrieval_api.alarms import ALARMS, Part
from homelab.aws.retrieval_api.function.settings import StoreKind
from homelab.aws.retrieval_api.vector_store.domain import INSTANCE_TYPE
from homelab.offline.aws.price_list import GLOBAL, Price, price_list
from homelab.offline.prices import HOURS

FILE = Path(__file__).parent.parent / "docs" / "aws" / "retrieval-api-costs.md"
INTRODUCTION = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
REGION = "us-east-1"
STORES = (StoreKind.S3_VECTORS, StoreKind.SERVERLESS, StoreKind.DOMAIN)
GB, TB, MILLION = Decimal(10**9), Decimal(10**12), Decimal(10**6)
CHUNK, STEP = 1500, 1350
"""Characters of a chunk, and from the beginning of one to that of the next: the component's defaults."""
CHARACTERS_PER_TOKEN = 4
VECTOR_BYTES = 4 * 1024
METADATA_BYTES = 200
"""Key and filterable metadata of a vector."""
GRAPH_BYTES = Decimal("1.1") * (VECTOR_BYTES + 8 * 16)
"""Memory of a vector in OpenSearch's graph, by its documentation: 1.1 * (4 * dimensions + 8 * m)."""
NODES: Mapping[str, Decimal] = {INSTANCE_TYPE: Decimal("0.5"), "r7g.large.search": Decimal(4)}
"""GB of each node that OpenSearch uses for vectors: half of what its heap, half of the memory, leaves."""
UNIT_GB = Decimal(3)
"""GB of a serverless unit for vectors: half of its memory, an assumption."""
INDEXING_HOURS = 10
"""Hours a month that a serverless store indexes, an assumption."""
S3_FIRST_TIER = 100_000
"""Vectors of an index, above which S3 Vectors search cheaper."""


@dataclass(frozen=True)
class Use:
    """A month's use, as it is assumed."""

    title: str
    text_gb: Decimal
    """Text in the documents; 10^9 characters each."""
    documents_gb: Decimal = Decimal(10)
    queries: int = 1_000_000
    chunks_of_answer: int = 5
    other_tokens: int = 200
    """Of instructions and the question."""
    answer_tokens: int = 200
    seconds: Decimal = Decimal("2.5")
    """A query in the function, which waits for the model for most of it."""

    @property
    def chunks(self) -> int:
        """Chunks of all documents."""
        return math.ceil(self.text_gb * GB / STEP)

    @property
    def prompt_tokens(self) -> int:
        """Tokens that the model reads for an answer."""
        return self.chunks_of_answer * CHUNK // CHARACTERS_PER_TOKEN + self.other_tokens


USES = (
    Use("10 GB of PDF and office files, 1 % of which is text", Decimal("0.1")),
    Use("10 GB of plain text", Decimal(10)),
)


@dataclass(frozen=True)
class Item:
    """A line of the estimate."""

    name: str
    price: Price
    quantity: Decimal

    @property
    def usd(self) -> Decimal:
        """What it costs a month."""
        return (self.price.usd * self.quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)


def items(use: Use, store: StoreKind) -> list[Item]:
    """What is charged each month, without what the first indexing costs."""
    return [*_serving(use), *_STORES[store](use), *_watching(store), *_answering(use)]


def indexing(use: Use) -> Item:
    """What it costs to index everything once."""
    tokens = Decimal(use.chunks * CHUNK) / CHARACTERS_PER_TOKEN
    return _item(f"Bedrock {_titan()} input tokens", tokens / MILLION)


def counting(use: Use) -> list[Item]:
    """What `throttling.per_client` adds: each request costs a write of less than a KB, and a consistent read."""
    requests = use.queries / MILLION
    return [_item("DynamoDB on-demand writes", requests), _item("DynamoDB on-demand reads", requests)]


def _titan() -> str:
    return EMBEDDINGS.partition(":")[0]


def _serving(use: Use) -> Iterator[Item]:
    queries = use.queries / MILLION
    yield _item("API Gateway HTTP API", queries)
    yield _item("Lambda requests", queries)
    # 1024 MB.
    yield _item("Lambda compute on Arm", queries * use.seconds)
    yield _item("S3 storage", use.documents_gb)
    # A line of the gateway and one of the function, a KB each.
    yield _item("CloudWatch logs", 2 * use.queries * 1000 / GB)
    # Five pollers, each of which waits for 20 seconds.
    yield _item("SQS requests", Decimal(5 * HOURS * 3600 // 20) / MILLION)


def _watching(store: StoreKind) -> Iterator[Item]:
    alarms = [each for each in ALARMS if each.part is not Part.DOMAIN or store is StoreKind.DOMAIN]
    yield _item("CloudWatch alarm metric", Decimal(len(alarms)))
    yield _item("CloudWatch dashboard", Decimal(1))
    # Seven of all queries, and three of failures by error.
    yield _item("CloudWatch custom metric", Decimal(10))


def _answering(use: Use) -> Iterator[Item]:
    for direction, tokens in (("input", use.prompt_tokens), ("output", use.answer_tokens)):
        item = f"Bedrock anthropic.claude-haiku-4-5 {direction} tokens, global profile"
        yield _item(item, Decimal(use.queries * tokens) / MILLION, GLOBAL)


def _s3_vectors(use: Use) -> Iterator[Item]:
    searched = Decimal(VECTOR_BYTES + METADATA_BYTES) * use.queries / TB
    first = min(use.chunks, S3_FIRST_TIER)
    yield _item("S3 Vectors storage", use.chunks * (VECTOR_BYTES + METADATA_BYTES + CHUNK) / GB)
    yield _item("S3 Vectors queries", use.queries / MILLION)
    yield _item("S3 Vectors queried data, first 100000 vectors of an index", first * searched)
    yield _item("S3 Vectors queried data, further vectors of an index", (use.chunks - first) * searched)


def _serverless(use: Use) -> Iterator[Item]:
    units = math.ceil(use.chunks * GRAPH_BYTES / GB / UNIT_GB)
    # A query every other second: it never sleeps.
    yield _item("OpenSearch Serverless capacity", Decimal(units * HOURS + INDEXING_HOURS))
    yield _item("OpenSearch Serverless storage", use.chunks * (2 * VECTOR_BYTES + 2 * CHUNK) / GB)


def nodes(use: Use) -> tuple[str, int]:
    """Type and number of the domain's nodes that hold the vectors."""
    memory = use.chunks * GRAPH_BYTES / GB
    kind = next((each for each, gb in NODES.items() if memory <= gb), [*NODES][-1])
    return kind, math.ceil(memory / NODES[kind])


def _domain(use: Use) -> Iterator[Item]:
    kind, count = nodes(use)
    # Vectors twice, in the graph and in the source; 45 % of a volume have to stay free or are the system's.
    volume = use.chunks * (2 * VECTOR_BYTES + 2 * CHUNK) * Decimal("1.45") / GB
    yield _item(f"OpenSearch {kind}", Decimal(count * HOURS), name=f"OpenSearch {kind}, {count} of them")
    yield _item("OpenSearch gp3 storage", max(Decimal(10 * count), volume))


_STORES = {StoreKind.S3_VECTORS: _s3_vectors, StoreKind.SERVERLESS: _serverless, StoreKind.DOMAIN: _domain}


def _item(item: str, quantity: Decimal, region: str = REGION, *, name: str = "") -> Item:
    return Item(name or item, price_list()[item, region], quantity)


def text() -> str:
    """The document as it should be."""
    return INTRODUCTION + "".join(map(_section, USES)) + _sources()


def _section(use: Use) -> str:
    found = {store: {each.name: each.usd for each in items(use, store)} for store in STORES}
    names = list(dict.fromkeys(name for each in found.values() for name in each))
    rows = [[name, *(_amount(found[store].get(name)) for store in STORES)] for name in names]
    sums = [sum(each.values(), Decimal(0)) for each in found.values()]
    models = sum((each.usd for each in _answering(use)), Decimal(0))
    rows += [
        ["**without the answering model**", *(f"**{each - models:,}**" for each in sums)],
        ["**all**", *(f"**{each:,}**" for each in sums)],
    ]
    counted = sum((each.usd for each in counting(use)), Decimal(0))
    return (
        f"\n## {use.title}\n"
        f"{use.chunks:,} chunks; {use.queries:,} queries. Indexing everything once: {indexing(use).usd:,} USD. "
        f"`throttling.per_client` adds {counted:,} USD a month.\n\n"
        f"| USD a month | {' | '.join(f'`{each}`' for each in STORES)} |\n|---|{'---:|' * len(STORES)}\n"
        + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    )


def _amount(usd: Decimal | None) -> str:
    return "-" if usd is None else f"{usd:,}"


def _sources() -> str:
    prices = {
        item.price.item: item.price
        for use in USES
        for store in STORES
        for item in (*items(use, store), *counting(use), indexing(use))
    }
    rows = [
        f"| {name} | {price.usd.normalize():f} a {price.unit} | {price.date} | {price.source} |\n"
        for name, price in sorted(prices.items())
    ]
    return "\n## Prices\n| Item | USD | Of | Source |\n|---|---|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
