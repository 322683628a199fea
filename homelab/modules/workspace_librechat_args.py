"""Arguments of LibreChat in a workspace: the server, and everything that it is told."""

from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, rules
from homelab.arguments.constraints import ENVIRONMENT, SECRET_ENVIRONMENT, unique
from homelab.components.credentials import SecurityArgs
from homelab.components.librechat.args import LibreChatServerArgs
from homelab.components.librechat.first_admin_args import FirstAdminArgs
from homelab.kubernetes import ResourcesArgs
from homelab.librechat_config.actions import ActionsArgs
from homelab.librechat_config.agents import AgentsArgs
from homelab.librechat_config.assistants import AssistantsArgs
from homelab.librechat_config.balance import BalanceArgs
from homelab.librechat_config.code_interpreter import CodeInterpreterArgs
from homelab.librechat_config.email import EmailArgs
from homelab.librechat_config.files import SIZES_FIT, FilesArgs
from homelab.librechat_config.interface import InterfaceArgs
from homelab.librechat_config.langfuse import LangfuseArgs
from homelab.librechat_config.limits import LimitsArgs
from homelab.librechat_config.mcp.arguments import MCPServerArgs, MCPSettingsArgs
from homelab.librechat_config.memory import MemoryArgs
from homelab.librechat_config.model_specs.arguments import ModelSpecsArgs
from homelab.librechat_config.ocr import OCRArgs
from homelab.librechat_config.pii_filter import PIIFilterArgs
from homelab.librechat_config.registration import RegistrationArgs
from homelab.librechat_config.sessions import SessionArgs
from homelab.librechat_config.sign_in.auth import AuthArgs
from homelab.librechat_config.sign_in.other_groups import PEOPLE
from homelab.librechat_config.speech import SpeechToTextArgs, TextToSpeechArgs
from homelab.librechat_config.summarization import SummarizationArgs
from homelab.librechat_config.tools import ToolsArgs
from homelab.librechat_config.turnstile import TurnstileArgs
from homelab.librechat_config.web_search.arguments import WebSearchArgs


class ConfigSchema(StrEnum):
    """How librechat.yaml and the environment are checked."""

    STRICT = "strict"
    """What LibreChat would refuse or ignore is an error."""
    LENIENT = "lenient"
    """Keys and variables that this library does not know are warnings: for a newer LibreChat."""


class LibreChatResourcesArgs(TypedDict):
    """Resources of LibreChat's two servers."""

    api: NotRequired[ResourcesArgs]
    """LibreChat itself. Default: 250m CPU and 768Mi memory, at most 1536Mi."""
    rag: NotRequired[ResourcesArgs]
    """The RAG API. Default: 100m CPU and 384Mi memory, at most 1Gi; for huggingface 250m and 1Gi, at most 4Gi."""


class PeopleArgs(TypedDict):
    """Who uses LibreChat, and how much."""

    registration: NotRequired[RegistrationArgs]
    """Who may make an account. Default: nobody."""
    auth: NotRequired[AuthArgs]
    """Ways to sign in. Default: email and password."""
    first_admin: NotRequired[FirstAdminArgs]
    """An account that is made before anybody can reach LibreChat. Default: whoever registers first is administrator."""
    email: NotRequired[EmailArgs]
    """How letters are sent. Default: not at all."""
    session: NotRequired[SessionArgs]
    """How long people stay logged in. Default: 15 minutes a token, 7 days without a visit."""
    limits: NotRequired[LimitsArgs]
    """Sizes of what people upload, and how often they do what. Default: 100 MB a file, 5 MB an avatar."""
    balance: NotRequired[BalanceArgs]
    """What people can spend. Default: no bound."""
    turnstile: NotRequired[TurnstileArgs]
    """Cloudflare's check for humans. Default: none."""
    pii_filter: NotRequired[PIIFilterArgs]
    """Personal data that messages must not hold. Default: none."""


class CapabilityArgs(TypedDict):
    """What LibreChat can do."""

    stt: NotRequired[SpeechToTextArgs]
    """Speech input. Default: none."""
    tts: NotRequired[TextToSpeechArgs]
    """Speech output. Default: none."""
    web_search: NotRequired[WebSearchArgs]
    """Search of the web. Default: with the workspace's searxng and firecrawl, where they are."""
    files: NotRequired[FilesArgs]
    """Files that people may upload. Default: LibreChat's own kinds."""
    ocr: NotRequired[OCRArgs]
    """Who reads text in images and scans. Default: LibreChat's own."""
    mcp_servers: NotRequired[list[MCPServerArgs]]
    """MCP servers, whose tools models use. Default: none."""
    mcp_settings: NotRequired[MCPSettingsArgs]
    """Where MCP servers may be. Default: wherever ``mcp_servers`` says, and on the public internet."""
    agents: NotRequired[AgentsArgs]
    """What agents can do. Default: LibreChat's own."""
    assistants: NotRequired[AssistantsArgs]
    """OpenAI's assistants. Default: off."""
    actions: NotRequired[ActionsArgs]
    """Where agents' actions may lead. Default: to the public internet."""
    code_interpreter: NotRequired[CodeInterpreterArgs]
    """Who runs code. Default: nobody."""
    memory: NotRequired[MemoryArgs]
    """What LibreChat remembers of people. Default: LibreChat's own."""
    summarization: NotRequired[SummarizationArgs]
    """What becomes of long conversations. Default: LibreChat's own."""
    tools: NotRequired[ToolsArgs]
    """Tools that come with LibreChat. Default: all."""
    model_specs: NotRequired[ModelSpecsArgs]
    """What people choose from, in place of bare models. Default: the models of all providers."""
    langfuse: NotRequired[LangfuseArgs]
    """Traces of conversations, in Langfuse. Default: none."""


@rules(PEOPLE, SIZES_FIT)
@constrain(extra_env=ENVIRONMENT, extra_secret_env=SECRET_ENVIRONMENT, mcp_servers=unique("name"))
class WorkspaceLibreChatArgs(LibreChatServerArgs, PeopleArgs, CapabilityArgs):
    """LibreChat in a workspace."""

    enabled: NotRequired[bool]
    """Whether there is a LibreChat; the backends stay without it. Default: true."""
    resources: NotRequired[LibreChatResourcesArgs]
    """Default: the components' own."""
    interface: NotRequired[InterfaceArgs]
    """What people see. Default: LibreChat's own."""
    security: NotRequired[SecurityArgs]
    """LibreChat's own secrets. Default: generated."""
    config: NotRequired[dict[str, Any]]
    """Merged over librechat.yaml at last, key by key; null takes a key away. Default: nothing."""
    config_schema: NotRequired[ConfigSchema]
    """How librechat.yaml and the environment are checked. Default: strict."""
    extra_env: NotRequired[dict[str, pulumi.Input[str]]]
    """Further variables; they win over the workspace's own. Default: none."""
    extra_secret_env: NotRequired[dict[str, pulumi.Input[str]]]
    """Further variables that are kept in a Secret; they win over those. Default: none."""
