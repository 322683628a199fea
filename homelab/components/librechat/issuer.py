"""Init container that waits for the issuer of OpenID Connect.

LibreChat v0.8.8 asks the issuer once, at its start. If it gets no answer, it starts all the same, and is ready, but
nobody can sign in through that pod until it is restarted. So the pod waits for the issuer, and fails if it does not
answer in time: the kubelet tries again, the pods of before go on serving, and what the init container logs says why.
"""

from collections.abc import Mapping

import pulumi

from homelab.kubernetes import Container, ContainerEnvironment, Resources, Volume, container
from homelab.librechat_config.configuration import Configuration

NAME = "wait-for-issuer"
RESOURCES = Resources(cpu="50m", memory="64Mi", memory_limit="256Mi")
SECONDS = 300
"""How long one attempt of the kubelet's waits."""

# The address is LibreChat's own, of openid-client's discovery; through a proxy, LibreChat uses undici as well.
SCRIPT = f"""\
const {{ OPENID_CLIENT_ID, OPENID_ISSUER, ALLOW_SOCIAL_LOGIN, PROXY }} = process.env;
const pause = Number(process.env.PAUSE_MS ?? 5000);
const until = Date.now() + Number(process.env.WAIT_MS ?? {SECONDS * 1000});
const isUsed = OPENID_CLIENT_ID && OPENID_ISSUER && ALLOW_SOCIAL_LOGIN?.trim().toLowerCase() === "true";

function discovery() {{
  const url = new URL(OPENID_ISSUER);
  if (!url.pathname.includes("/.well-known/")) {{
    url.pathname = `${{url.pathname.replace(/\\/$/, "")}}/.well-known/openid-configuration`;
  }}
  return url;
}}

async function ask(url) {{
  const client = PROXY ? require("undici") : globalThis;
  const dispatcher = PROXY ? new client.ProxyAgent(PROXY) : undefined;
  const answer = await client.fetch(url, {{ dispatcher, signal: AbortSignal.timeout(10000) }});
  if (!answer.ok) throw new Error(`status ${{answer.status}}`);
}}

async function main() {{
  if (!isUsed) return "OpenID Connect is not used: nothing to wait for";
  for (;;) {{
    const reason = await ask(discovery()).then(() => null, ({{ cause, message }}) => cause?.code ?? message);
    if (reason === null) return "OPENID_ISSUER answers";
    console.log(`OPENID_ISSUER does not answer: ${{reason}}`);
    if (Date.now() > until) throw new Error("sign-in would not work without it: LibreChat does not start");
    await new Promise((done) => setTimeout(done, pause));
  }}
}}

main().then(
  (message) => {{ console.log(message); process.exit(0); }},
  (error) => {{ console.error(`{NAME}: ${{error.message}}`); process.exit(1); }},
);
"""


def waits_for_issuer(configuration: Configuration) -> bool:
    """Whether the variables of LibreChat name an issuer, or may do so in an existing Secret."""
    return configuration.variables.may_have("OPENID_ISSUER")


def issuer_container(
    image: pulumi.Input[str], environment: ContainerEnvironment, mounts: Mapping[str, Volume]
) -> Container:
    """Describe the init container, which reads LibreChat's own variables.

    :param mounts: Volumes with CA certificates.
    """
    return container(
        NAME,
        image=image,
        command=["node", "-e", SCRIPT],
        environment=environment,
        resources=RESOURCES,
        mounts=mounts,
    )
