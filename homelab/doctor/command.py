"""The ``homelab doctor`` command."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from homelab.doctor.checks import Finding, failed
from homelab.doctor.inside import INSIDE
from homelab.doctor.objects import CLUSTER, OBJECTS, ExaminedWorkspace, utc_now
from homelab.doctor.outside import Account, Site, look_from_outside
from homelab.doctor.probes import Inspection
from homelab.doctor.web import Browser
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.stack import Expected, StackError, read_stack
from homelab.running.workspace import KINDS
from homelab.urls import parse_url


class DoctorError(Exception):
    """Reason why there is nothing to look at, as one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorOptions:
    """What to look at."""

    url: str | None = None
    stack: str | None = None
    """Stack, whose namespace and address are looked at."""
    folder: Path = Path()
    """Directory of Pulumi.yaml."""
    namespace: str | None = None
    context: str | None = None
    """Context of the kubeconfig. Default: the current one."""
    account: Account | None = None
    ca: Path | None = None
    """Certificates to trust in addition to the system's."""
    timeout: float = 10
    """Seconds that a server may take to answer."""


def examine(options: DoctorOptions) -> Iterator[Finding]:
    """Findings, one after the other as they come.

    :raises DoctorError: The options do not say what to look at.
    """
    url, namespace, expected = options.url, options.namespace, None
    if options.stack:
        try:
            stack = read_stack(options.folder, options.stack)
        except StackError as error:
            raise DoctorError(str(error)) from error
        url, namespace, expected = url or stack.url, namespace or stack.namespace, stack.expected
    if not (url or namespace):
        raise DoctorError("name what to look at: a URL, --stack NAME or --namespace NAME")
    if url:
        yield from look_from_outside(_site(url, options))
    if namespace:
        yield from look_inside(Kubectl(namespace, options.context), expected)


def look_inside(kubectl: Kubectl, expected: Expected | None) -> Iterator[Finding]:
    """Findings about a namespace; if its objects cannot be read, only the first one."""
    title = f"namespace {kubectl.namespace}"
    (cluster,) = CLUSTER
    try:
        workspace = ExaminedWorkspace(kubectl.namespace, kubectl.items(*KINDS), expected, utc_now())
    except (NoAnswerError, NotPossibleError) as error:
        yield cluster.found(failed(str(error)), title)
        yield from OBJECTS.skip("the cluster tells nothing", title)
        yield from INSIDE.skip("the cluster tells nothing", title)
        return
    yield cluster.run(workspace, title)
    yield from OBJECTS.run(workspace, title)
    yield from INSIDE.run(Inspection(workspace, kubectl), title)


def _site(url: str, options: DoctorOptions) -> Site:
    address = url if "://" in url else f"https://{url}"
    parsed = parse_url(address)
    if parsed is None or parsed.scheme not in ("http", "https"):
        raise DoctorError("expected the address of a workspace, such as https://chat.example.com")
    if any(sign in address for sign in "@?#"):
        raise DoctorError("expected an address without user, password, query and fragment")
    try:
        browser = Browser(timeout=options.timeout, ca=options.ca)
    except OSError as error:
        raise DoctorError(f"--ca: {error.strerror or 'no certificates in the file'}") from error
    trusting = Browser(timeout=options.timeout, trusts_all=True)
    return Site(address, browser, trusting_browser=trusting, account=options.account)
