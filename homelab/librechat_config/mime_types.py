"""RE2 patterns of MIME types, which LibreChat compares with the type that the browser reports.

Every pattern is anchored, because LibreChat searches for it instead of matching the whole type.
"""

from collections.abc import Sequence

TEXT: Sequence[str] = (
    r"^text/(plain|markdown|x-markdown|csv|comma-separated-values|tab-separated-values|html|xml|rtf|calendar|vcard|vtt)$",
    r"^application/(pdf|rtf|x-rtf|csv|epub\+zip|xhtml\+xml)$",
    r"^message/rfc822$",
)
"""Text, PDF, e-books, tables, calendars and emails."""
OFFICE: Sequence[str] = (
    r"^application/(msword|vnd\.ms-(word|excel|powerpoint|outlook)|vnd\.visio)$",
    r"^application/(msexcel|x-msexcel|x-ms-excel|x-excel|x-dos_ms_excel|xls|x-xls)$",
    r"^application/vnd\.openxmlformats-officedocument\.wordprocessingml\.(document|template)$",
    r"^application/vnd\.openxmlformats-officedocument\.spreadsheetml\.(sheet|template)$",
    r"^application/vnd\.openxmlformats-officedocument\.presentationml\.(presentation|slideshow|template)$",
    r"^application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation|graphics)(-template)?$",
    r"^application/vnd\.apple\.(pages|numbers|keynote)$",
)
"""Microsoft Office old and new, OpenDocument, Apple's iWork; without macros."""
IMAGES: Sequence[str] = (r"^image/(jpeg|png|gif|webp|avif|heic|heif|bmp|tiff|svg|svg\+xml)$",)
CODE: Sequence[str] = (
    r"^text/(css|javascript|typescript|jsx|tsx|x-[a-z0-9][a-z0-9.+-]*)$",
    r"^application/(json|ld\+json|x-ndjson|jsonl|x-ipynb\+json|xml|yaml|x-yaml|toml|sql|graphql)$",
    r"^application/(javascript|x-javascript|typescript|x-sh|x-shellscript|x-httpd-php|x-python-code)$",
    r"^application/(vnd\.coffeescript|x-tex|x-latex)$",
)
"""Source code and structured data."""
DATA: Sequence[str] = (r"^application/(x-parquet|vnd\.apache\.parquet)$",)
ARCHIVES: Sequence[str] = (
    r"^application/(zip|x-zip-compressed|x-7z-compressed|vnd\.rar|x-rar-compressed)$",
    r"^application/(x-tar|x-compressed-tar|gzip|x-gzip|x-bzip|x-bzip2|x-xz|zstd)$",
)
ALL_DOCUMENTS: Sequence[str] = (*TEXT, *OFFICE, *IMAGES, *CODE, *DATA, *ARCHIVES)
"""Types of the profile ``documents``: no audio, video or executables."""
