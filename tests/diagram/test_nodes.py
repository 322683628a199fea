from homelab.diagram.nodes import groups, program_nodes
from homelab.diagram.programs import Program
from homelab.offline import RecordedResource
from homelab.offline.network import Pod


def component(name: str, type_: str = "DocumentDB") -> RecordedResource:
    type_ = f"homelab:index:{type_}"
    return RecordedResource(
        type=type_, name=name, urn=name, parent="", custom=False, id="", inputs={}, outputs={}, secrets={}
    )


def program(name: str, component: RecordedResource | None) -> Program:
    pod = Pod(name, "ai", {})
    return Program(id=name, pod=pod, name=name, details="Deployment", component=component, keeps_data=False)


def test_a_program_alone_is_called_like_its_component_and_by_its_name_if_that_says_more():
    rag, librechat = component("r", "RagApi"), component("c", "LibreChat")
    found = [program("rag-api", rag), program("librechat-canary", librechat), program("mine", None)]
    assert [each.lines for each in program_nodes(found)] == [
        ["RagApi", "Deployment"],
        ["LibreChat", "librechat-canary", "Deployment"],
        ["mine", "Deployment"],
    ]
    assert groups(found) == []


def test_several_programs_of_a_component_are_in_its_frame():
    one, two = component("one"), component("two")
    found = [program(f"{each.name}-{end}", each) for each in (one, two) for end in ("db", "gateway")]
    assert [(each.id, each.title) for each in groups(found)] == [
        ("DocumentDB one", "DocumentDB one"),
        ("DocumentDB two", "DocumentDB two"),
    ]
    assert [(each.lines[0], each.group) for each in program_nodes(found)] == [
        ("one-db", "DocumentDB one"),
        ("one-gateway", "DocumentDB one"),
        ("two-db", "DocumentDB two"),
        ("two-gateway", "DocumentDB two"),
    ]
    assert [each.title for each in groups(found[:2])] == ["DocumentDB"]
