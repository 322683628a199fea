from hypothesis import given
from hypothesis import strategies as st

from homelab.gitops.generations import Version, previous_versions


def version(name: str) -> Version:
    return Version(f"ai/{name}", f"configmap-{name}.yaml")


def generations(*renders: dict[str, str]) -> list[list[str]]:
    """Names that are kept in each render, one after the other, of ConfigMaps by URN."""
    earlier: dict[str, Version] = {}
    kept: dict[str, Version] = {}
    found: list[list[str]] = []
    for render in renders:
        kept = previous_versions(earlier, kept, {urn: f"ai/{name}" for urn, name in render.items()})
        earlier = {urn: version(name) for urn, name in render.items()}
        found.append([each.name.removeprefix("ai/") for each in kept.values()])
    return found


def test_one_generation_stays_until_the_next_takes_its_place():
    renders = [{"x": name} for name in ("a1", "a2", "a2", "a3")]
    assert generations(*renders) == [[], ["a1"], ["a1"], ["a2"]]


def test_each_has_its_own_generations():
    renders = [{"x": "a1", "y": "b1"}, {"x": "a2", "y": "b1"}, {"x": "a2", "y": "b2"}]
    assert generations(*renders) == [[], ["a1"], ["a1", "b1"]]


def test_what_comes_back_is_no_longer_kept_and_what_it_replaces_is():
    assert generations({"x": "a1"}, {"x": "a2"}, {"x": "a1"}) == [[], ["a1"], ["a2"]]


def test_what_is_gone_stays_until_anything_else_changes():
    renders = [{"x": "a1", "y": "b1"}, {"y": "b1"}, {"y": "b1"}, {"y": "b2"}]
    assert generations(*renders) == [[], ["a1"], ["a1"], ["b1"]]


NAMES = st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["1", "2", "3"]))


@given(st.lists(NAMES, min_size=1))
def test_the_same_twice_keeps_the_same_and_never_what_is_present(renders: list[dict[str, str]]):
    renders = [{urn: f"{urn}{number}" for urn, number in each.items()} for each in renders]
    *_, last, again = generations(*renders, renders[-1])
    assert last == again
    assert not {*last} & {*renders[-1].values()}
