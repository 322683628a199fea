from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.providers.compatible import key_variable


def test_keys_are_named_after_their_endpoints():
    assert key_variable("Ollama (big) 2") == "OLLAMA_BIG_2_ENDPOINT_KEY"
    # No variable begins with a digit.
    assert key_variable("3090 box") == "_3090_BOX_ENDPOINT_KEY"


@given(st.tuples(st.text(), st.sampled_from("aZ09"), st.text()).map("".join))
def test_every_name_has_a_valid_variable(name: str):
    assert key_variable(name).isidentifier()
    assert key_variable(name).isascii()
