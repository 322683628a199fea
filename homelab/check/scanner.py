"""YAML events as in js-yaml 4, LibreChat's parser.

PyYAML implements YAML 1.1, but no YAML 1.2 parser for Python is closer to js-yaml. Of the 406 documents of the YAML
test suite, PyYAML and js-yaml disagree on the validity of 55, ruamel.yaml on 57, saphyr (py-yaml12) on 63 and libfyaml
on 67; the latter two reject a ``}`` at the start of a line. With the methods below, 11 remain. They override PyYAML's
where js-yaml has other rules: for tabs, for ``?`` and ``:`` in flow collections, and for line breaks.
"""
# Parameter names are PyYAML's.
# ruff: noqa: N803

from yaml.error import Mark
from yaml.scanner import ScannerError
from yaml.tokens import AliasToken, AnchorToken, ScalarToken

from homelab.documents import Events

_BLANK = " \t"
_END_OF_LINE = "\0\r\n"
_BLANK_OR_END = _BLANK + _END_OF_LINE
_FLOW_INDICATORS = ",[]{}"
_NEVER_FIRST = _BLANK_OR_END + _FLOW_INDICATORS + "#&*!|>'\"%@`"

_YAML_1_1_BREAKS = "\x85\u2028\u2029"
_SUBSTITUTES = "\U0010ff85\U0010ff28\U0010ff29"
_HIDE = str.maketrans(_YAML_1_1_BREAKS, _SUBSTITUTES)
_SHOW = str.maketrans(_SUBSTITUTES, _YAML_1_1_BREAKS)


class JsYamlEvents(Events):
    """Events of a text."""

    def __init__(self, text: str) -> None:
        # PyYAML also ends lines at these characters.
        super().__init__(text.translate(_HIDE))

    @staticmethod
    def restore(text: str) -> str:
        """Restore a scalar's original text."""
        return text.translate(_SHOW)

    def check_printable(self, data: str) -> None:
        """Accept all characters, which comments may contain; the caller checks scalars."""

    def scan_to_next_token(self) -> None:
        """Skip blanks and comments. No mapping or block sequence begins after a tab."""
        if self.index == 0 and self.peek() == "\ufeff":
            self.forward()
        while True:
            self._skip_blanks()
            if self.peek() == "#":
                while self.peek() not in _END_OF_LINE:
                    self.forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def _skip_blanks(self) -> None:
        is_indentation = self.column == 0
        while self.peek() == " ":
            self.forward()
        indentation = self.column
        if self.peek() == "\t" and not self.flow_level:
            self.allow_simple_key = False
        self.forward(len(self._blanks()))
        has_content = self.peek() not in _END_OF_LINE + "#"
        if is_indentation and has_content and not self.flow_level and indentation <= min(self.indent, self.column - 1):
            raise ScannerError(None, None, "expected indentation with spaces, got a tab", self.get_mark())
        if is_indentation:
            # Only spaces indent.
            self.column = indentation

    def fetch_document_start(self) -> None:
        """Allow a map to begin after ``---``."""
        super().fetch_document_start()
        self.allow_simple_key = True

    def check_key(self) -> bool:
        """Whether ``?`` begins an explicit key."""
        return self.peek(1) in _BLANK_OR_END

    def check_value(self) -> bool:
        """Whether ``:`` ends a key."""
        following = self.peek(1)
        if not self.flow_level:
            return following in _BLANK_OR_END
        return following in _BLANK_OR_END + _FLOW_INDICATORS or self.flow_level in self.possible_simple_keys

    def check_plain(self) -> bool:
        """Whether a plain scalar begins."""
        first, following = self.peek(), self.peek(1)
        if first in "?-":
            return following not in _BLANK_OR_END and not (self.flow_level and following in _FLOW_INDICATORS)
        return first not in _NEVER_FIRST

    def scan_plain(self) -> ScalarToken:
        """Scan a plain scalar."""
        chunks: list[str] = []
        start, end = self.get_mark(), self.get_mark()
        spaces: str | None = ""
        while spaces is not None and self.peek() != "#":
            length = self._plain_length()
            if length == 0:
                break
            self.allow_simple_key = False
            chunks.append(spaces + self.prefix(length))
            self.forward(length)
            end = self.get_mark()
            spaces = self._plain_spaces()
        return ScalarToken("".join(chunks), True, start, end)

    def _plain_length(self) -> int:
        ends_key = _BLANK_OR_END + (_FLOW_INDICATORS if self.flow_level else "")
        length = 0
        while (char := self.peek(length)) not in _BLANK_OR_END:
            if (char == ":" and self.peek(length + 1) in ends_key) or (self.flow_level and char in _FLOW_INDICATORS):
                break
            length += 1
        return length

    def _plain_spaces(self) -> str | None:
        """Space between two words of a scalar, with folded lines; None if the scalar ends."""
        blanks = self._blanks()
        self.forward(len(blanks))
        if self.peek() not in "\r\n":
            return blanks or None
        breaks = 0
        while self.scan_line_break():
            breaks += 1
            self.allow_simple_key = True
            if self.prefix(3) in ("---", "...") and self.peek(3) in _BLANK_OR_END:
                return None
            while self.peek() == " ":
                self.forward()
            blanks = self._blanks()
            if self.column <= self.indent and self.peek(len(blanks)) not in "\r\n":
                return None
            self.forward(len(blanks))
        return "\n" * (breaks - 1) or " "

    def _blanks(self) -> str:
        length = 0
        while self.peek(length) in _BLANK:
            length += 1
        return self.prefix(length)

    def scan_anchor(self, TokenClass: type[AnchorToken] | type[AliasToken]) -> AnchorToken | AliasToken:
        """Scan the name of an anchor or alias, which may contain any other characters."""
        start = self.get_mark()
        self.forward()
        length = 0
        while self.peek(length) not in _BLANK_OR_END + _FLOW_INDICATORS:
            length += 1
        if length == 0:
            raise ScannerError(None, None, "expected a name after & or *", start)
        name = self.prefix(length)
        self.forward(length)
        return TokenClass(name, start, self.get_mark())

    def scan_block_scalar_indicators(self, start_mark: Mark) -> tuple[bool | None, int | None]:  # noqa: ARG002
        """Scan whether trailing line breaks are kept, and the indentation."""
        keeps: bool | None = None
        indentation: int | None = None
        while (char := self.peek()) in "+-123456789":
            if char in "+-" and keeps is None:
                keeps = char == "+"
            elif char not in "+-" and indentation is None:
                indentation = int(char)
            else:
                break
            self.forward()
        return keeps, indentation

    def scan_block_scalar_ignored_line(self, start_mark: Mark) -> None:
        """Skip a comment after ``|`` or ``>``."""
        if self.peek() not in _BLANK_OR_END:
            raise ScannerError(None, None, f"expected a line break after | or >, got {self.peek()!r}", self.get_mark())
        self.forward(len(self._blanks()))
        super().scan_block_scalar_ignored_line(start_mark)
