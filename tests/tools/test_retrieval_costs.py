"""What a retrieval API costs: the document is the tool's, and its sums are those of the price list."""

from decimal import Decimal

import pytest

from homelab.aws.retrieval_api.function.settings import StoreKind
from tools.retrieval_costs import FILE, STORES, USES, Use, counting, indexing, items, nodes, text


def test_the_document_is_the_one_that_the_tool_writes():
    assert FILE.read_text(encoding="utf-8") == text(), "run `make docs`"


def cost(use: Use, store: StoreKind, beginning: str) -> Decimal:
    return sum((each.usd for each in items(use, store) if each.name.startswith(beginning)), Decimal(0))


def test_a_small_node_costs_its_hours_and_holds_what_fits_its_memory():
    small, large = USES
    assert nodes(small) == ("t3.small.search", 1)
    assert cost(small, StoreKind.DOMAIN, "OpenSearch t3") == Decimal("0.036") * 730
    kind, count = nodes(large)
    assert (kind, count) == ("r7g.large.search", 9)
    # 1.1 * (4 * 1024 + 8 * 16) bytes a vector, of 4 GB a node.
    assert (count - 1) * 4 < large.chunks * 4646.4 / 1e9 <= count * 4


def test_s3_vectors_are_cheaper_to_search_beyond_the_first_hundred_thousand():
    small, large = USES
    assert cost(small, StoreKind.S3_VECTORS, "S3 Vectors queried data, further") == 0
    terabytes = Decimal(large.chunks - 100_000) * (4096 + 200) * large.queries / 10**12
    assert cost(large, StoreKind.S3_VECTORS, "S3 Vectors queried data, further") == (
        terabytes * Decimal("0.002")
    ).quantize(Decimal("0.01"))


@pytest.mark.parametrize("use", USES, ids=lambda use: use.title)
def test_the_model_is_most_of_it_whatever_the_store(use: Use):
    by_store = {store: cost(use, store, "") for store in STORES}
    model = cost(use, StoreKind.DOMAIN, "Bedrock")
    assert model == 1_000_000 * (2075 * 1 + 200 * 5) / Decimal(10**6)
    assert all(model > each / 2 for each in by_store.values())
    assert min(by_store, key=lambda store: by_store[store]) is StoreKind.S3_VECTORS


def test_counting_requests_of_clients_costs_a_write_and_a_read_each():
    # 0.625 and 0.125 USD a million, rounded each.
    assert [each.usd for each in counting(USES[0])] == [Decimal("0.63"), Decimal("0.13")]


def test_indexing_costs_the_tokens_of_all_chunks_once():
    assert indexing(USES[1]).usd == Decimal("55.56")
