import pytest

from homelab.explain import find, paths, workspace
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
    described = find("ASSISTANTS_API_KEY").describe()
    assert described.secret
    assert described.command == "pulumi config set --secret --path 'workspace.librechat.secret_env.ASSISTANTS_API_KEY'"


def test_a_variable_that_arguments_set_is_set_by_them_and_means_what_they_mean():
    described = find("ANTHROPIC_API_KEY").describe()
    setters = ["anthropic.api_key", "anthropic.api_key_secret", "anthropic.user_provided"]
    assert [*described.librechat] == setters
    assert described.meaning == "Variable of LibreChat. Set by anthropic.api_key: API key for all users."
    # A render refuses the variable beside the argument.
    assert described.command == "pulumi config set --secret --path 'workspace.anthropic.api_key'"
    assert find("ALLOW_REGISTRATION").describe().example == {"librechat": {"auth": {"registration": {"enabled": True}}}}


@pytest.mark.parametrize("name", ["PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE"])
def test_a_group_of_all_components_sets_variables_of_each(name: str):
    assert [*find(name).describe().librechat] == ["proxy"]


def test_every_existing_secret_sets_what_the_secret_beside_it_does():
    for path in paths(workspace()):
        other = path.removesuffix("_secret")
        if path != other and find(path).describe().type == "group":
            secret, existing = find(other).describe(), find(path).describe()
            assert (secret.librechat, secret.rag_api) == (existing.librechat, existing.rag_api), path


def test_the_feature_is_no_meaning():
    described = find("OPENID_ADMIN_ROLE").describe()
    assert described.meaning == "Variable of LibreChat."
    assert described.part_of is not None
    assert described.part_of.startswith("OpenID Connect (Keycloak, ")


def test_a_variable_that_misleads_says_so():
    assert find("CHECK_BALANCE").describe().meaning.startswith("Variable of LibreChat. ")
    assert "balance" in find("CHECK_BALANCE").describe().meaning


def test_an_address_has_its_form():
    assert find("OPENID_ISSUER").describe().expected == ["a URL such as https://server.example.com:8443/path"]
