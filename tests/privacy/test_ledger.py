"""The erasure ledger: what is kept, and what is not."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.privacy import ledger
from homelab.privacy.ledger import Entry, LedgerError, merge, parse, subject_of, to_text
from homelab.running.kubectl import Kubectl
from homelab.running.workspace import Manifest

ENTRIES = st.lists(
    st.builds(
        Entry,
        subject=st.text(alphabet="0123456789abcdef", min_size=64, max_size=64),
        time=st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
        counts=st.dictionaries(st.text(), st.integers(min_value=0)),
    )
)


@dataclass(frozen=True)
class Cluster(Kubectl):
    objects: dict[str, Manifest] = field(default_factory=dict[str, Manifest])

    def find(self, kind: str, name: str) -> Manifest | None:
        return self.objects.get(f"{kind} {name}")

    def apply(self, manifest: Manifest) -> None:
        self.objects[f"{manifest['kind'].lower()} {manifest['metadata']['name']}"] = manifest


@given(ENTRIES)
def test_what_is_written_is_read(entries: list[Entry]):
    assert parse(to_text(entries)) == entries


@given(ENTRIES, ENTRIES)
def test_merging_loses_nothing_and_repeats_nothing(one: list[Entry], other: list[Entry]):
    merged = merge(one, other)
    assert {(each.time, each.subject) for each in merged} == {(each.time, each.subject) for each in (*one, *other)}
    assert merge(merged, one, other)[: len(merged)] == merge(one, other, merged)[: len(merged)]
    assert len(merge(merged, merged)) == len(merged)
    assert [each.time for each in merged] == sorted(each.time for each in merged)


def test_the_counts_of_a_later_ledger_are_the_ones_that_count():
    begun, done = Entry("a", "2026-11-28T12:00:00Z"), Entry("a", "2026-11-28T12:00:00Z", {"vectors": 3})
    assert merge([begun], [done]) == [done]


@pytest.mark.parametrize("line", ["{", "[]", '{"subject": "a"}', '{"subject": "a", "time": "b", "counts": {"c": "d"}}'])
def test_what_is_no_entry_is_named_by_its_line(line: str):
    good = to_text([Entry("a", "2026-11-28T12:00:00Z")])
    with pytest.raises(LedgerError, match="line 2 is no entry"):
        parse(good + line)


def test_a_workspace_without_a_ledger_has_an_empty_one():
    assert ledger.read(Cluster("ai"), "ai-librechat") == []


def test_the_ledger_is_a_config_map_that_pulumi_does_not_manage():
    cluster, entry = (
        Cluster("ai"),
        Entry(subject_of("64b0c0ffee0000000000000a"), "2026-11-28T12:00:00Z", {"vectors": 3}),
    )
    ledger.write(cluster, "ai-librechat", [entry])
    (config_map,) = cluster.objects.values()
    assert config_map["metadata"]["name"] == "ai-librechat-erasures"
    assert config_map["metadata"]["labels"]["app.kubernetes.io/part-of"] == "homelab"
    assert config_map["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "homelab-cli"
    assert "64b0c0ffee" not in str(config_map)
    assert ledger.read(cluster, "ai-librechat") == [entry]
