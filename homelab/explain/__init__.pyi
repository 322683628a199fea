from .components import component_names
from .description import Child, Description, Kind, Node
from .find import UnknownPathError, find, paths, workspace
from .search import Found, Match, look_up

__all__ = [
    "Child",
    "Description",
    "Found",
    "Kind",
    "Match",
    "Node",
    "UnknownPathError",
    "component_names",
    "find",
    "look_up",
    "paths",
    "workspace",
]
