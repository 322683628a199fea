import pytest

from homelab.explain import find
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.check import all_names


@pytest.mark.parametrize("reader", Reader)
def test_every_variable_is_explained(reader: Reader):
    names = [name for name in all_names(reader) if "*" not in name]
    group = {Reader.LIBRECHAT: "librechat", Reader.RAG_API: "rag"}[reader]
    described = [find(f"{group}.env.{name}").describe() for name in names]
    assert [each.path.rpartition(".")[2] for each in described] == names
    assert all(each.meaning and each.type == "string" for each in described)


def test_a_variable_that_the_library_sets_names_the_argument():
    described = find("MONGO_URI").describe()
    assert (described.path, described.command, described.librechat) == ("MONGO_URI", None, ["documentdb"])
    assert described.meaning == "Variable of LibreChat. The library sets it: use documentdb instead."


def test_a_variable_that_an_argument_sets_names_it():
    assert find("ALLOW_REGISTRATION").describe().librechat == ["librechat.auth.registration.enabled"]


def test_a_secret_variable_is_set_by_a_command():
    described = find("OPENAI_API_KEY").describe()
    assert described.secret
    assert (
        described.command == "pulumi config set --secret --path 'homelab:workspace.librechat.secret_env.OPENAI_API_KEY'"
    )


def test_a_variable_that_misleads_says_so():
    assert find("CHECK_BALANCE").describe().meaning.startswith("Variable of LibreChat. ")
    assert "balance" in find("CHECK_BALANCE").describe().meaning


def test_an_address_has_its_form():
    assert find("OPENID_ISSUER").describe().expected == ["a URL such as https://server.example.com:8443/path"]
