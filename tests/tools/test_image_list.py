from tests.recordings import STACKS, stack
from tools.image_list import bill_of_materials, deployed_images


def test_the_list_has_every_image_once():
    components = bill_of_materials()["components"]
    assert len({each["bom-ref"] for each in components}) == len(components) == len(deployed_images()) > 10


def test_what_a_stack_deploys_is_on_the_list():
    listed = {each["name"] for each in bill_of_materials()["components"]}
    title = next(title for title in STACKS if "production" in title)
    pods = [
        each.manifest for each in stack(title).recording.objects if each.kind in ("Deployment", "StatefulSet", "Job")
    ]
    used = {each["image"] for pod in pods for each in pod["spec"]["template"]["spec"]["containers"]}
    assert {image.partition("@")[0].rpartition(":")[0] or image for image in used} <= listed


def test_every_image_has_its_licence():
    licences = {each["name"]: each["licenses"][0]["expression"] for each in bill_of_materials()["components"]}
    assert licences["docker.io/library/mongo"] == "SSPL-1.0"
    assert licences["ghcr.io/librechat-ai/librechat"] == "MIT"
    assert all(licences.values())
