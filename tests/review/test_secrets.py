from typing import Any

from homelab.diff.changes import compare
from homelab.review.renders import Render
from homelab.review.secrets import secret_changes
from tests.review.renders import an, render


def found(before: Render, after: Render) -> list[tuple[str, str, list[str]]]:
    changes = compare(before.manifests, after.manifests)
    return [(each.verb, each.name, [*each.keys]) for each in secret_changes(changes, before, after)]


def test_secrets_come_go_and_change_by_their_keys_and_no_value_is_there():
    before = render(an("Secret", "same"), an("Secret", "gone", data={"a": "1"}), an("Secret", "other", data={"b": "1"}))
    after = render(
        an("Secret", "same"),
        an("Secret", "other", data={"b": "2", "c.conf": "3"}),
        an("Secret", "new", data={"d": "4"}, stringData={"e": "5"}),
        an("ConfigMap", data={"plain": "6"}),
    )
    assert found(before, after) == [
        ("removed", "Secret ai/gone", ["a"]),
        ("added", "Secret ai/new", ["d", "e"]),
        ("changed", "Secret ai/other", ["b", "c.conf"]),
    ]


def test_secrets_in_other_forms_have_keys_too():
    sealed = an("SealedSecret", spec={"encryptedData": {"a": "1"}})
    external = an("ExternalSecret", spec={"data": [{"secretKey": "b"}]})
    assert found(render(), render(sealed, external)) == [
        ("added", "ExternalSecret ai/x", ["b"]),
        ("added", "SealedSecret ai/x", ["a"]),
    ]
    other = an("SealedSecret", spec={"encryptedData": {"a": "2"}})
    assert found(render(sealed), render(other)) == [("changed", "SealedSecret ai/x", ["a"])]


def required(**keys: list[str]) -> Any:
    return render(requiredSecrets=[{"namespace": "ai", "name": name, "keys": each} for name, each in keys.items()])


def test_what_somebody_else_has_to_create_is_told():
    before, after = required(same=["a"], more=["a"], gone=["a"]), required(same=["a"], more=["a", "b"], new=["c"])
    assert found(before, after) == [
        ("must exist", "Secret ai/more", ["b"]),
        ("need not exist", "Secret ai/gone", ["a"]),
        ("must exist", "Secret ai/new", ["c"]),
    ]
