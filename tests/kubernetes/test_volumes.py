import pulumi

from homelab.kubernetes import claim_volume, empty_dir
from homelab.kubernetes.volumes import local_storage


def test_what_a_container_may_write_to_its_nodes_disk_is_the_sum_of_its_empty_directories_and_logs():
    tmp = empty_dir("tmp", "1Gi")
    volumes = [tmp, tmp.folder("a"), empty_dir("cache", "0.5Mi"), claim_volume("data", "data")]
    assert local_storage(volumes) == "1125Mi"


def test_a_directory_in_memory_takes_no_disk():
    assert local_storage([empty_dir("shared-memory", "1Gi", in_memory=True)]) == "100Mi"


def test_a_size_that_is_known_later_gives_a_sum_that_is_known_later():
    assert isinstance(local_storage([empty_dir("tmp", pulumi.Output.from_input("1Gi"))]), pulumi.Output)
