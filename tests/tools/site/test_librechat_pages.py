from homelab.librechat_config.schema.published import json_schema
from tools.site.librechat_pages import pages

PAGES = pages()
VARIABLES, KEYS = PAGES["reference/variables.md"], PAGES["reference/librechat-yaml.md"]


def row(page: str, name: str) -> list[str]:
    (line,) = (line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_a_variable_says_where_it_goes_and_which_argument_sets_it():
    assert row(VARIABLES, "ALLOW_EMAIL_LOGIN")[1:3] == ["`librechat.env`", "`librechat.auth.email_login`"]
    assert row(VARIABLES, "OPENAI_MODERATION_API_KEY")[1] == "`librechat.secret_env`"


def test_a_variable_means_what_the_argument_does_and_has_its_feature_apart():
    assert row(VARIABLES, "ALLOW_EMAIL_LOGIN")[3:] == [
        "",
        "Set by librechat.auth.email_login: Whether users can sign in with email and password.",
    ]
    feature, about = row(VARIABLES, "OPENID_ADMIN_ROLE")[3:]
    assert (feature.startswith("OpenID Connect (Keycloak, "), about) == (True, "")


def test_what_the_library_sets_itself_goes_nowhere():
    name, place, set_by, _, about = row(VARIABLES, "MONGO_URI")
    assert (name, place, set_by) == ("`MONGO_URI`", "", "`documentdb`")
    assert "use documentdb instead" in about


def test_a_variable_that_both_programs_read_is_in_both_tables():
    assert VARIABLES.count("| `JWT_SECRET` |") == 2


def test_every_key_of_the_file_is_there_down_to_the_last():
    for name in json_schema()["properties"]:
        assert f"## {name}\n" in KEYS
    assert row(KEYS, "permissions.maxWriteAttempts")[1:3] == ["whole number", "`3`"]
