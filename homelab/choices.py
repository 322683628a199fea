"""Fields whose value is a member of an enum, or the same word as a string."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, get_args

Member = TypeVar("Member", bound=StrEnum)
Word = TypeVar("Word", bound=str)

if TYPE_CHECKING:
    Choice: TypeAlias = Member | Word
else:

    class Choice:
        """``Choice[Size, Literal["small", "large"]]``: what type checkers and editors accept for the enum ``Size``.

        At run time it is the enum alone, because Pulumi's schema analyser reads neither Literals nor unions. Type
        checkers cannot derive the words from the members, so that a class that has others is refused on import.
        """

        def __class_getitem__(cls, item: tuple[type[StrEnum], Any]) -> type[StrEnum]:
            members, words = item
            if get_args(words) != tuple(member.value for member in members):
                raise TypeError(f"Choice[{members.__name__}] has other words than the enum: {', '.join(members)}")
            return members
