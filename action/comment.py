"""Writes a comment on a pull request, or writes the one anew that an earlier run has written.

It needs nothing but Python, so that no package of the repository runs where the token is.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_SECONDS = 30
_PAGE = 100


class Comments:
    """Comments on one pull request, through GitHub's API."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._repository = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}"
        self._number = int(environment["NUMBER"])
        self._token = environment["GITHUB_TOKEN"]

    def write(self, body: str, *, marker: str, author: str) -> str:
        """Write ``body`` below ``marker``, instead of the comment of ``author`` that begins with it.

        :returns: Its address.
        """
        text = {"body": f"{marker}\n{body}"}
        # Somebody else's comment could begin with it, too.
        found = (each for each in self._all() if each["user"]["login"] == author and each["body"].startswith(marker))
        earlier = next(found, None)
        if earlier is None:
            return self._call("POST", f"issues/{self._number}/comments", text)["html_url"]
        return self._call("PATCH", f"issues/comments/{earlier['id']}", text)["html_url"]

    def _all(self) -> Iterator[dict[str, Any]]:
        page, comments = 1, [{}]
        while comments:
            comments = self._call("GET", f"issues/{self._number}/comments?per_page={_PAGE}&page={page}")
            yield from comments
            page += 1

    def _call(self, method: str, path: str, data: object = None) -> Any:
        request = urllib.request.Request(
            f"{self._repository}/{path}",
            method=method,
            data=None if data is None else json.dumps(data).encode(),
            headers={"Accept": "application/vnd.github+json", "Authorization": f"Bearer {self._token}"},
        )
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:
            return json.load(response)


def marker_of(folder: str, stack: str) -> str:
    """First line of the comment about a stack, which nobody sees."""
    return f"<!-- homelab review of {re.sub(r'[^A-Za-z0-9_./-]', '-', f'{folder} {stack}')} -->"


def main(environment: Mapping[str, str]) -> None:
    """Write the comment that the environment describes."""
    body = Path(environment["COMMENT"]).read_text(encoding="utf-8")
    marker = marker_of(environment["FOLDER"], environment["STACK"])
    try:
        print(Comments(environment).write(body, marker=marker, author=environment["AUTHOR"]))  # noqa: T201
    except urllib.error.HTTPError as error:
        sys.exit(
            f"::error::GitHub refuses the comment: {error}: does the job have the permission pull-requests: write?"
        )
    except OSError as error:
        sys.exit(f"::error::GitHub cannot be asked for the comment: {error}")


if __name__ == "__main__":
    main(os.environ)
