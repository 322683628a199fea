import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pulumi
import pulumi_kubernetes as k8s
import pulumi_random as random
import pytest

from homelab.offline import GeneratedValues, record

METADATA: k8s.meta.v1.ObjectMetaArgsDict = {"namespace": "ai"}


class Store(pulumi.ComponentResource):
    """A generated password in a Secret, a Service, and a ConfigMap that names the Secret."""

    def __init__(self, name: str):
        super().__init__("test:index:Store", name, {})
        child = pulumi.ResourceOptions(parent=self)
        password = random.RandomPassword(f"{name}-password", length=20, special=False, opts=child)
        secret = k8s.core.v1.Secret(name, metadata=METADATA, string_data={"password": password.result}, opts=child)
        service = k8s.core.v1.Service(
            name, metadata={"name": name, "namespace": "ai"}, spec={"ports": [{"port": 80}]}, opts=child
        )
        k8s.core.v1.ConfigMap(name, metadata=METADATA, data={"secret": secret.metadata["name"]}, opts=child)
        self.password = password.result
        self.url = pulumi.Output.concat("http://", service.metadata["name"], ":", service.spec.ports[0].port.apply(str))
        self.register_outputs({"url": self.url})


def store() -> None:
    made = Store("store")
    pulumi.export("url", made.url)
    pulumi.export("access", {"user": "me", "password": made.password})


def test_everything_has_a_value_in_an_update():
    recording = record(store)
    manifests = {manifest["kind"]: manifest for manifest in recording.manifests}
    password = manifests["Secret"]["stringData"]["password"]
    assert len(password) == 20
    assert manifests["ConfigMap"]["data"] == {"secret": manifests["Secret"]["metadata"]["name"]}
    assert manifests["Service"]["spec"] == {"ports": [{"port": 80}]}
    assert recording.exports == {"url": "http://store:80", "access": {"user": "me", "password": password}}


def test_what_providers_choose_is_unknown_in_a_preview():
    seen: list[str] = []

    def program() -> None:
        made = Store("store")
        made.password.apply(seen.append)
        made.url.apply(seen.append)

    recording = record(program, preview=True)
    assert seen == ["http://store:80"]
    assert not recording.secret_values


def test_secrets_are_known_by_where_they_came_from():
    recording = record(store, config={"homelab:key": "from-config"}, secret_keys=["homelab:key"])
    password = recording.exports["access"]["password"]
    assert recording.secret_exports == record(store, preview=True).secret_exports == {"access"}
    assert recording.secret_values[password] == "random:index/randomPassword:RandomPassword 'store-password'"
    assert recording.secret_values["from-config"] == "config homelab:key"
    assert "http://store:80" not in recording.secret_values


def test_the_same_values_make_the_same_recording():
    values = GeneratedValues()
    assert record(store, generated=values) == record(store, generated=values)


def test_a_components_outputs_are_what_it_registered():
    component, *_ = record(store).resources
    assert (component.type, component.custom, component.outputs) == (
        "test:index:Store",
        False,
        {"url": "http://store:80"},
    )


def test_config_and_names_are_those_of_the_stack():
    def program() -> None:
        config = pulumi.Config()
        pulumi.export("seen", [pulumi.get_project(), pulumi.get_stack(), config.require_object("list")])
        pulumi.export("secret", config.require_secret("key"))

    recording = record(
        program, project="p", stack="s", config={"p:list": json.dumps([1, "a"]), "p:key": "x"}, secret_keys=["p:key"]
    )
    assert recording.exports == {"seen": ["p", "s", [1, "a"]], "secret": "x"}
    assert recording.secret_exports == {"secret"}


def test_nothing_is_left_for_the_next_run():
    record(store, project="first", config={"first:key": "x"})
    assert pulumi.runtime.get_root_resource() is None
    assert pulumi.Config("first").get("key") is None
    assert pulumi.get_project() != "first"

    def program() -> None:
        pulumi.export("key", pulumi.Config("first").get("key") or "none")

    assert record(program).exports == {"key": "none"}


def test_the_event_loop_from_before_is_there_again():
    def loops() -> tuple[object, object]:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        record(store)
        loop.close()
        return loop, asyncio.get_event_loop()

    # The loop is a thread's own: what this test does to it ends with the thread.
    with ThreadPoolExecutor() as thread:
        before, after = thread.submit(loops).result()
    assert before is after


def test_an_asynchronous_program_is_awaited():
    async def program() -> None:
        await asyncio.sleep(0)
        pulumi.export("done", "yes")

    assert record(program).exports == {"done": "yes"}


class OwnError(Exception):
    pass


def fail(error: Exception) -> str:
    raise error


def fail_after_resources(error: Exception) -> None:
    store()
    fail(error)


def fail_in_an_apply(error: Exception) -> None:
    Store("store").url.apply(lambda _: fail(error))


def fail_in_an_input(error: Exception) -> None:
    k8s.core.v1.ConfigMap("x", data={"k": Store("store").url.apply(lambda _: fail(error))})


@pytest.mark.parametrize("program", [fail, fail_after_resources, fail_in_an_apply, fail_in_an_input])
@pytest.mark.parametrize("error", [OwnError("mine"), pulumi.RunError("mine")])
def test_the_programs_error_is_raised(program: Callable[[Exception], object], error: Exception):
    with pytest.raises(type(error), match=r"^mine$"):
        record(lambda: program(error))
    assert record(store).exports["url"] == "http://store:80"


def test_an_error_that_is_only_logged_is_an_error():
    with pytest.raises(pulumi.RunError, match="not good"):
        record(lambda: pulumi.log.error("not good"))


def test_warnings_are_kept():
    assert record(lambda: pulumi.warn("old")).warnings == ("old",)


def test_a_required_pulumi_version_is_no_obstacle():
    assert record(lambda: pulumi.runtime.require_pulumi_version(">=3.0.0")).resources == ()
