import pytest

from homelab.components.librechat.own_folders import hidden_by


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        ("/app", "/app"),
        ("/app/api", "/app/api"),
        ("/app/api/server", "/app/api"),
        ("/app/client/public", "/app/client/public"),
        ("/app/node_modules/express", "/app/node_modules"),
        ("/app/packages", "/app/packages"),
        ("/usr/local/bin", "/usr/local/bin"),
        ("/etc", "/etc"),
        ("/etc/ssl", "/etc/ssl"),
        ("/etc/librechat/own", "/etc/librechat"),
        ("/proc/self", "/proc"),
        ("/var/run/secrets/kubernetes.io", "/var/run/secrets"),
        ("/tmp", "/tmp"),
        ("/home/node", "/home/node"),
    ],
)
def test_a_volume_that_hides_the_program_or_the_system_is_found(path: str, hidden: str):
    assert hidden in list(hidden_by(path, single_file=False))


@pytest.mark.parametrize(
    "path",
    [
        *("/data", "/app/uploads", "/app/client/public/images", "/app/logs", "/app/data", "/application"),
        *(
            "/etc/app",
            "/etc/ssl/own",
            "/home/node/.aws",
            "/usr/local/share/fonts",
            "/tmp/own",
            "/run/own",
        ),
    ],
)
def test_a_volume_that_hides_nothing_is_accepted(path: str):
    assert list(hidden_by(path, single_file=False)) == []


def test_a_file_of_the_program_may_be_replaced_and_one_of_the_library_not():
    assert list(hidden_by("/app/client/dist/assets/logo.svg", single_file=True)) == []
    assert list(hidden_by("/app/client/dist", single_file=True)) == ["/app/client/dist"]
    assert list(hidden_by("/etc/librechat/librechat.yaml", single_file=True)) == ["/etc/librechat"]
