"""Folders of LibreChat's container that volumes of users must not hide."""

from collections.abc import Iterator
from pathlib import PurePosixPath

SYSTEM = (
    *("/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var"),
    *("/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/sbin", "/usr/share"),
    *("/etc/passwd", "/etc/group", "/etc/hosts", "/etc/resolv.conf", "/etc/ssl", "/home", "/home/node", "/var/run"),
)
"""Folders of the system, in which others may stand."""
KERNEL = ("/proc", "/sys", "/dev", "/var/run/secrets")
"""Folders that the kernel or the kubelet fills; nothing may be mounted in them."""
LIBRARY = ("/etc/librechat", "/etc/librechat-secrets", "/etc/ssl/database", "/etc/ssl/cache", "/etc/ssl/proxy")
"""Folders that this library mounts."""
PROGRAM = (
    *("/app/api", "/app/client/dist", "/app/client/src", "/app/config", "/app/node_modules", "/app/packages"),
    "/app/client/node_modules",
)
"""Folders with LibreChat's code (Dockerfile and workspaces of package.json in v0.8.8); single files may be replaced."""
HOLDS_PROGRAM = ("/app", "/app/client", "/app/client/public")


def hidden_by(mount_path: str, *, single_file: bool) -> Iterator[str]:
    """Folders that a volume at ``mount_path`` would hide.

    :param single_file: Whether one file or folder of the volume is mounted; that may replace a file of the program.
    """
    mount = PurePosixPath(mount_path)
    for folder in (*SYSTEM, *HOLDS_PROGRAM, *PROGRAM, *LIBRARY):
        if PurePosixPath(folder).is_relative_to(mount):
            yield folder
    inside = (*KERNEL, *LIBRARY, *(() if single_file else PROGRAM))
    for folder in inside:
        if mount != PurePosixPath(folder) and mount.is_relative_to(folder):
            yield folder
