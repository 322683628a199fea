"""Arguments of how LibreChat behaves towards people."""

from enum import StrEnum
from typing import NotRequired, TypedDict

from homelab.arguments import constrain
from homelab.constraints import DOMAINS, NAME, whole_number


class STTImplementation(StrEnum):
    """Who turns speech into text."""

    OPENAI = "openai"
    """OpenAI, with the key of the group ``openai``."""
    BROWSER = "browser"
    """The browser, as far as it can."""
    NONE = "none"
    """Nobody: there is no microphone."""


class TTSImplementation(StrEnum):
    """Who reads answers aloud."""

    OPENAI = "openai"
    """OpenAI, with the key of the group ``openai``."""
    BROWSER = "browser"
    """The browser, as far as it can."""
    NONE = "none"
    """Nobody: there is no such button."""


class SpeechToTextArgs(TypedDict):
    """Speech input."""

    implementation: STTImplementation
    """Who turns speech into text."""


class TextToSpeechArgs(TypedDict):
    """Speech output."""

    implementation: TTSImplementation
    """Who reads answers aloud."""


@constrain(allowed_domains=DOMAINS)
class RegistrationArgs(TypedDict):
    """Who may make an account. The first account becomes the administrator's: make it before others can."""

    enabled: NotRequired[bool]
    """Whether people can register with email and password. Default: false."""
    allowed_domains: NotRequired[list[str]]
    """Domains of email addresses that may register. Default: every domain."""


@constrain(expiry_minutes=whole_number(1, 1440), refresh_days=whole_number(1, 365))
class SessionArgs(TypedDict):
    """How long people stay logged in."""

    expiry_minutes: NotRequired[int]
    """Life of a token, which the browser renews unseen. Default: 15."""
    refresh_days: NotRequired[int]
    """Days without a visit after which one has to log in again. Default: 7."""


@constrain(upload_megabytes=whole_number(1, 1024), avatar_megabytes=whole_number(1, 100))
class LimitsArgs(TypedDict):
    """Sizes of what people upload."""

    upload_megabytes: NotRequired[int]
    """Largest file; the ingress lets as much through. Default: 100."""
    avatar_megabytes: NotRequired[int]
    """Largest avatar. Default: 5."""


@constrain(custom_welcome=NAME, temporary_chat_hours=whole_number(1, 8760))
class InterfaceArgs(TypedDict):
    """What people see."""

    custom_welcome: NotRequired[str]
    """Greeting on the first page. Default: LibreChat's own."""
    temporary_chat_hours: NotRequired[int]
    """Hours until a temporary chat is deleted. Default: 720."""
