import pytest

from tests.librechat_config.schema.checked import found_by_schema


def source(more: str) -> str:
    return f"{{id: a, owner: b, repo: c, token: '${{T}}', paths: [x], {more}}}"


def skills(*sources: str) -> str:
    return f"skillSync: {{github: {{sources: [{', '.join(sources)}]}}}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "fileConfig: {text: {supportedMimeTypes: ['(?=a)']}}",
            "fileConfig.text.supportedMimeTypes.0: expected a regular",
        ),
        ("fileConfig: {ocr: {supportedMimeTypes: ['[']}}", "fileConfig.ocr.supportedMimeTypes.0: expected a regular"),
        (
            "fileConfig: {endpoints: {default: {supportedMimeTypes: [a, '*']}}}",
            "fileConfig.endpoints.default.supportedMimeTypes.1: expected a regular",
        ),
        (
            "filters: {memories: {pii: {customPatterns: [{id: a, label: b, regex: '(?!a)'}]}}}",
            "filters.memories.pii.customPatterns.0.regex: expected a regular",
        ),
        ("skillSync: {github: {enabled: true}}", "skillSync.github.sources: expected at least one entry"),
        (
            "skillSync: {github: {sources: [{id: a, owner: b, repo: c, paths: [x]}]}}",
            "skillSync.github.sources.0.credentialKey: missing",
        ),
        (
            skills(source("credentialKey: k")),
            "skillSync.github.sources.0.token: credentialKey and token are mutually exclusive",
        ),
        (skills(source("ref: a..b")), "skillSync.github.sources.0.ref: expected a branch or tag"),
        (skills(source("ref: a.lock/b")), "skillSync.github.sources.0.ref: expected a branch or tag"),
        (skills(source("tenantId: __SYSTEM__")), "skillSync.github.sources.0.tenantId: expected the id of a tenant"),
        (
            "skillSync: {github: {sources: [{id: a, owner: b, repo: c, token: '${T}', paths: [../up]}]}}",
            "skillSync.github.sources.0.paths.0: expected a path",
        ),
        (
            skills(source("ref: a"), source("ref: b")),
            "skillSync.github.sources: two entries have the id 'a'",
        ),
    ],
)
def test_refinements_are_ported(text: str, expected: str):
    (line,) = found_by_schema(text)
    assert line.startswith(expected), line


@pytest.mark.parametrize("path", [".", "/", "skills/writing/", "a.b_c-d"])
def test_paths_in_a_repository_are_taken(path: str):
    assert not found_by_schema(skills(source("ref: main").replace("[x]", f"[{path}]")))


def test_a_blank_path_is_invalid():
    (line,) = found_by_schema(skills(source("ref: main").replace("[x]", "['  ']")))
    assert "expected a path in the repository" in line
