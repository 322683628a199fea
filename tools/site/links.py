"""Links between the pages of the site, which repository and site address differently."""

import os.path
import re
from collections.abc import Callable, Mapping

_LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s:#]+)(?P<anchor>#[^)\s]*)?(?=\))")
_NAMED = re.compile(r"(?<![\[`])`(?P<path>(?:docs|examples)/[\w./-]+|[A-Z]+\.md)`(?!\]|`)")
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def rewrite(text: str, source: str, page: str, pages: Mapping[str, str], copy: Callable[[str], str]) -> str:
    """A page's text with links that are right on the site, where a page that is only named is linked as well.

    :param source: The page's path in the repository, which relative links start from.
    :param page: Its path on the site.
    :param pages: Paths on the site of what the repository has, files and folders.
    :param copy: What puts another file of the repository onto the site, and gives its path there.
    """

    def linked(found: re.Match[str]) -> str:
        path = os.path.normpath(os.path.join(os.path.dirname(source), found["target"]))  # noqa: PTH118, PTH120
        return _relative(pages.get(path) or copy(path), page) + (found["anchor"] or "")

    def named(found: re.Match[str]) -> str:
        path = found["path"].rstrip("/")
        if path not in pages or pages[path] == page:
            return found[0]
        return f"[`{found['path']}`]({_relative(pages[path], page)})"

    parts = _FENCE.split(text)
    parts[::2] = [_NAMED.sub(named, _LINK.sub(linked, part)) for part in parts[::2]]
    return "".join(parts)


def _relative(target: str, page: str) -> str:
    return os.path.relpath(target, os.path.dirname(page) or ".")  # noqa: PTH120
