"""How pods are asked: the commands, what of their output counts, and what kubectl's failures mean."""

from homelab.doctor.probes import used_percents

BUSYBOX = """Filesystem           1024-blocks    Used Available Capacity Mounted on
/dev/sdb               5074592   4313408    744800  85% /app/client/public/images
"""
COREUTILS = """Filesystem     1024-blocks    Used Available Capacity Mounted on
nas.example.com:/export/with a blank  1000 990 10 99% /data
tmpfs 0 0 0 - /run
"""


def test_how_full_a_volume_is_is_read_as_busybox_and_coreutils_write_it():
    assert used_percents(BUSYBOX) == {"/app/client/public/images": 85}
    assert used_percents(COREUTILS) == {"/data": 99}
