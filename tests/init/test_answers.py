from hypothesis import given, settings
from hypothesis import strategies as st

from homelab.arguments import check
from homelab.arguments.secrets import map_secrets
from homelab.init.answers import Answers, Provider, SignIn, workspace_args
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.resolve import resolve

OPENID = {"openid_issuer": "https://id.example.com/realms/staff", "openid_client_id": "chat"}


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    sign_in = draw(st.sampled_from(SignIn))
    is_openid = sign_in is SignIn.OPENID
    providers = draw(st.lists(st.sampled_from(Provider), unique=True))
    ingress_class = draw(st.none() | st.sampled_from(["nginx", "traefik"]))
    return Answers(
        domain=draw(st.sampled_from(["localhost", "chat.example.com"])),
        namespace=draw(st.sampled_from(["ai", "team-a"])),
        ingress_class=ingress_class,
        cluster_issuer=draw(st.none() | st.just("letsencrypt")) if ingress_class else None,
        providers=providers,
        bedrock_region="eu-central-1" if Provider.BEDROCK in providers else None,
        sign_in=sign_in,
        admin_email=None if is_openid else draw(st.none() | st.just("ada@example.com")),
        **(OPENID if is_openid else {}),
    )


@settings(max_examples=60)
@given(answers())
def test_any_answers_are_valid_arguments_without_a_secret(answers: Answers):
    args = workspace_args(answers)
    resolve("ai-workspace", check(AIWorkspaceArgs, args, "init"), "init")

    def refuse(secret: str) -> str:
        raise AssertionError(secret)

    map_secrets(AIWorkspaceArgs, args, refuse)


def test_nothing_is_set_that_has_a_default():
    assert workspace_args(Answers()) == {
        "namespace": "ai",
        "librechat": {"domain": "localhost", "auth": {"registration": {"enabled": True}}},
        "openai": {"user_provided": True},
        "anthropic": {"user_provided": True},
    }


def test_registration_is_closed_where_others_reach_it():
    assert "auth" not in workspace_args(Answers(domain="chat.example.com"))["librechat"]
