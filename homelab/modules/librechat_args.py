"""Arguments of LibreChat in a workspace."""

from typing import NotRequired, TypedDict

from homelab.arguments import rules
from homelab.components.credentials import SecurityArgs
from homelab.components.librechat.args import LibreChatServerArgs, LibreChatSettingsArgs
from homelab.components.minimum_memory import enough_memory
from homelab.kubernetes import ResourcesArgs
from homelab.librechat_config.speech import SpeechToTextArgs, TextToSpeechArgs
from homelab.librechat_config.web_search import WebSearchArgs


@rules(enough_memory("LibreChat", "api"), enough_memory("RAG API", "rag"))
class LibreChatResourcesArgs(TypedDict):
    """Resources of LibreChat and the RAG API."""

    api: NotRequired[ResourcesArgs]
    """LibreChat itself. Default: 250m CPU and 768Mi memory, at most 1536Mi."""
    rag: NotRequired[ResourcesArgs]
    """The RAG API. Default: 100m CPU and 384Mi memory, at most 1Gi; for huggingface 250m and 1Gi, at most 4Gi."""


class WorkspaceLibreChatArgs(LibreChatServerArgs, LibreChatSettingsArgs):
    """LibreChat in a workspace."""

    enabled: NotRequired[bool]
    """Whether LibreChat is deployed; its backends always are. Default: true."""
    resources: NotRequired[LibreChatResourcesArgs]
    """Resources of the servers. Default: those of the components."""
    security: NotRequired[SecurityArgs]
    """LibreChat's own secrets. Default: generated."""
    stt: NotRequired[SpeechToTextArgs]
    """Speech input. Default: none."""
    tts: NotRequired[TextToSpeechArgs]
    """Speech output. Default: none."""
    web_search: NotRequired[WebSearchArgs]
    """Web search. Default: with the groups searxng and firecrawl, if they are set."""
