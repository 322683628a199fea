"""Type of librechat.yaml.

Type checkers and editors see the TypedDict in ``generated``. At run time it is a plain map, which saves the import, and
because Pulumi's schema does not support Literals and unions. `homelab.librechat_config.schema` checks the content.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from homelab.librechat_config.types.generated import LibreChatConfig as LibreChatConfig
else:
    LibreChatConfig = dict[str, Any]
