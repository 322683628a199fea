import re

import pytest

from homelab.librechat_config.mime_types import ALL_DOCUMENTS

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def is_admitted(mime_type: str) -> bool:
    """As LibreChat does it: any pattern found anywhere."""
    return any(re.search(pattern, mime_type) for pattern in ALL_DOCUMENTS)


@pytest.mark.parametrize(
    ("extension", "mime_type"),
    [
        ("pdf", "application/pdf"),
        ("rtf", "application/rtf"),
        ("rtf", "text/rtf"),
        ("epub", "application/epub+zip"),
        ("txt", "text/plain"),
        ("md", "text/markdown"),
        ("md", "text/x-markdown"),
        ("csv", "text/csv"),
        ("csv", "application/csv"),
        ("tsv", "text/tab-separated-values"),
        ("html", "text/html"),
        ("ics", "text/calendar"),
        ("eml", "message/rfc822"),
        ("msg", "application/vnd.ms-outlook"),
        ("doc", "application/msword"),
        ("docx", WORD),
        ("dotx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template"),
        ("xls", "application/vnd.ms-excel"),
        ("xls", "application/x-dos_ms_excel"),
        ("xlsx", EXCEL),
        ("ppt", "application/vnd.ms-powerpoint"),
        ("pptx", POWERPOINT),
        ("ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
        ("potx", "application/vnd.openxmlformats-officedocument.presentationml.template"),
        ("odt", "application/vnd.oasis.opendocument.text"),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("odp", "application/vnd.oasis.opendocument.presentation"),
        ("odg", "application/vnd.oasis.opendocument.graphics"),
        ("ott", "application/vnd.oasis.opendocument.text-template"),
        ("vsd", "application/vnd.visio"),
        ("pages", "application/vnd.apple.pages"),
        ("jpg", "image/jpeg"),
        ("png", "image/png"),
        ("gif", "image/gif"),
        ("webp", "image/webp"),
        ("avif", "image/avif"),
        ("heic", "image/heic"),
        ("tiff", "image/tiff"),
        ("bmp", "image/bmp"),
        ("svg", "image/svg+xml"),
        ("py", "text/x-python"),
        ("c", "text/x-c"),
        ("cpp", "text/x-c++"),
        ("cs", "text/x-csharp"),
        ("java", "text/x-java"),
        ("go", "text/x-go"),
        ("sh", "application/x-sh"),
        ("js", "text/javascript"),
        ("ts", "application/typescript"),
        ("css", "text/css"),
        ("php", "application/x-httpd-php"),
        ("sql", "application/sql"),
        ("json", "application/json"),
        ("ipynb", "application/x-ipynb+json"),
        ("xml", "application/xml"),
        ("xml", "text/xml"),
        ("yaml", "application/yaml"),
        ("toml", "application/toml"),
        ("tex", "text/x-tex"),
        ("parquet", "application/vnd.apache.parquet"),
        ("zip", "application/zip"),
        ("zip", "application/x-zip-compressed"),
        ("tar", "application/x-tar"),
        ("gz", "application/gzip"),
        ("gz", "application/x-gzip"),
        ("bz2", "application/x-bzip2"),
        ("xz", "application/x-xz"),
        ("zst", "application/zstd"),
        ("7z", "application/x-7z-compressed"),
        ("rar", "application/vnd.rar"),
    ],
)
def test_documents_are_accepted(extension: str, mime_type: str):
    assert is_admitted(mime_type)


@pytest.mark.parametrize(
    "mime_type",
    [
        "",
        # What LibreChat takes to find out whether everything is allowed.
        "x-librechat/x-probe",
        "application/octet-stream",
        "application/x-msdownload",
        "application/x-executable",
        "application/x-msdos-program",
        "application/java-archive",
        "application/vnd.android.package-archive",
        "application/vnd.ms-excel.sheet.macroEnabled.12",
        "application/vnd.ms-word.document.macroEnabled.12",
        "application/x-iso9660-image",
        "video/mp4",
        "audio/mpeg",
        "text/",
        "text/x-",
        "image/",
        "image/*",
        f"{WORD}x",
        f"x{WORD}",
        "application/pdf\nimage/x",
        WORD.replace(".", "-"),
    ],
)
def test_nothing_else_is(mime_type: str):
    assert not is_admitted(mime_type)


@pytest.mark.parametrize("pattern", ALL_DOCUMENTS)
def test_every_pattern_is_anchored_admits_nothing_at_will_and_is_within_re2(pattern: str):
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert not re.search(r"(?<!\\)\.|\(\?|\\[1-9]|\[\^", re.sub(r"\[[a-z0-9.+-]+\]", "", pattern))
    # An alternative outside of a group would not be anchored.
    assert "|" not in re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "", pattern)


def test_no_pattern_is_there_twice():
    assert len(set(ALL_DOCUMENTS)) == len(ALL_DOCUMENTS)
