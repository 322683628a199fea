from .components import component_names
from .description import Child, Description, Kind, Node
from .find import UnknownPathError, find, paths, workspace

__all__ = ["Child", "Description", "Kind", "Node", "UnknownPathError", "component_names", "find", "paths", "workspace"]
