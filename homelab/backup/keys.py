"""Whether a workspace can read what a snapshot's LibreChat has encrypted."""

from homelab.backup.snapshots import Snapshot
from homelab.backup.steps import Report
from homelab.running.errors import NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.scripts import run_node
from homelab.running.workspace import LIBRECHAT, Workspace

# Nobody guesses a key of 256 random bits from a part of its hash; the key itself stays in the pod.
_SCRIPT = """
const hash = require('crypto').createHash('sha256').update(process.env.CREDS_KEY || '').digest('hex');
console.log(`\\n${REQUEST.mark}${JSON.stringify({ fingerprint: hash.slice(0, REQUEST.digits) })}`);
"""


def require_same_key(kubectl: Kubectl, librechat: str, snapshot: Snapshot, report: Report) -> None:
    """Compare the workspace's CREDS_KEY with the one of the snapshot, as far as both can be had.

    :param librechat: Name of LibreChat's Deployment.
    :raises NotPossibleError: It is another one.
    """
    if snapshot.keys is None:
        report("CREDS_KEY was not compared: the snapshot has no fingerprint of it; see docs/restoring.md")
        return
    pod = Workspace(kubectl.namespace, kubectl.items("pods")).ready_pods(LIBRECHAT).get(librechat)
    if pod is None:
        report("CREDS_KEY was not compared: no pod of LibreChat is ready; see docs/restoring.md")
        return
    seen = run_node(kubectl, pod, _SCRIPT, {"digits": len(snapshot.keys)})
    if seen["fingerprint"] != snapshot.keys:
        raise NotPossibleError(
            f"the snapshot is of a LibreChat with another CREDS_KEY than {librechat}: what it has encrypted (people's "
            "API keys, second factors) could not be read; hand its key in (librechat.security.creds_key, see "
            "docs/restoring.md), or lose that with --other-keys"
        )
