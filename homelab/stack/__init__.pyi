from .schema import stack_schema
from .workspace import deploy

__all__ = ["deploy", "stack_schema"]
