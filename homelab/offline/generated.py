"""Random values in the format of pulumi-random's resources, from the operating system's randomness."""

import base64
import json
import string
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from random import Random, SystemRandom
from typing import Any

SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
"""Special characters of the provider, unless ``overrideSpecial`` is set."""

_PET_ADVERBS = ("boldly", "calmly", "early", "fairly", "gladly", "kindly", "neatly", "openly", "quietly", "warmly")
_PET_ADJECTIVES = ("able", "brave", "eager", "gentle", "happy", "keen", "lively", "noble", "proud", "quick", "witty")
_PET_NAMES = ("badger", "crane", "dolphin", "falcon", "heron", "lynx", "marmot", "otter", "raven", "seal", "swift")

_SYSTEM = SystemRandom()
_ORIGIN = "homelab::origin"


@dataclass(frozen=True, slots=True)
class Generated:
    """Id and outputs of a random resource, and the inputs that they were generated from."""

    inputs: Mapping[str, Any]
    id: str
    outputs: Mapping[str, Any]


class GeneratedValues:
    """Random values of one stack, kept from one render to the next.

    A resource keeps its value as long as its inputs are the same; changed inputs, including ``keepers``, generate a
    new one, as Pulumi would replace the resource.
    """

    def __init__(self, earlier: Mapping[str, Generated] | None = None) -> None:
        self._earlier = dict(earlier or {})
        self._used: dict[str, Generated] = {}
        self._new: set[str] = set()
        self._rotated: set[str] = set()
        self.name_key = ""
        """Secret key of digests in names; without it, whoever sees a name can check guesses of a password."""
        self.origin = ""
        """Random id of the first render that these values come from; no secret. Renders with another have others."""

    @property
    def resources(self) -> Collection[str]:
        """Resources in use."""
        return self._used.keys()

    @property
    def new(self) -> Collection[str]:
        """Resources whose value is new, without those in `rotated`."""
        return self._new

    @property
    def rotated(self) -> Collection[str]:
        """Resources whose value is new because their ``keepers``, which exist for that, have changed."""
        return self._rotated

    def get(self, resource: str, type_: str, inputs: Mapping[str, Any]) -> Generated:
        """Value of ``resource``, a key that stays the same from render to render.

        :raises ValueError: No value can satisfy ``inputs``.
        """
        value = self._earlier.get(resource)
        if value is None or value.inputs != inputs:
            is_rotation = value is not None and _without_keepers(value.inputs) == _without_keepers(inputs)
            (self._rotated if is_rotation else self._new).add(resource)
            value = self._generate(resource, type_, inputs)
        self._earlier[resource] = self._used[resource] = value
        return value

    def key_names(self) -> None:
        """Have a `name_key`, which stays the same from render to render."""
        inputs = {"length": 32, "special": False}
        self.name_key = self.get("homelab::name-key", "random:index/randomPassword:RandomPassword", inputs).outputs[
            "result"
        ]

    def identify(self) -> None:
        """Have an `origin`, which stays the same from render to render."""
        self.origin = self.get(_ORIGIN, "random:index/randomId:RandomId", {"byteLength": 8}).outputs["hex"]
        # No server knows it, so that none is lost with it.
        self._new.discard(_ORIGIN)

    def _generate(self, resource: str, type_: str, inputs: Mapping[str, Any]) -> Generated:  # noqa: ARG002
        return generate(type_, inputs)

    def dump(self) -> str:
        """Serialize the values in use for `load`. The text contains secrets."""
        used = {key: {"inputs": v.inputs, "id": v.id, "outputs": v.outputs} for key, v in sorted(self._used.items())}
        return json.dumps(used, indent=2, sort_keys=True) + "\n"

    @classmethod
    def load(cls, text: str) -> "GeneratedValues":
        """Parse the text that `dump` wrote.

        :raises ValueError: ``text`` is malformed.
        """
        try:
            values = {key: Generated(**value) for key, value in json.loads(text).items()}
        except (TypeError, AttributeError, RecursionError) as error:
            raise ValueError("not a record of generated values") from error
        if not all(isinstance(v.inputs, dict) and isinstance(v.outputs, dict) for v in values.values()):
            raise ValueError("not a record of generated values")
        return cls(values)


class PlaceholderValues(GeneratedValues):
    """Values for a render without secrets, in which nothing may depend on passwords that it does not write.

    They follow from the resource and its inputs alone, and are the same in every folder.
    """

    def _generate(self, resource: str, type_: str, inputs: Mapping[str, Any]) -> Generated:
        return generate(type_, inputs, Random(json.dumps([resource, type_, inputs], sort_keys=True)))


def is_random(type_: str) -> bool:
    """Whether values of the resource type ``type_`` can be generated offline."""
    return type_ in _GENERATORS


def generate(type_: str, inputs: Mapping[str, Any], source: Random = _SYSTEM) -> Generated:
    """Generate a new value for a resource of ``type_`` with randomness from ``source``, by default the system's.

    The input ``seed`` is ignored: only the provider's own generator could reproduce its values.

    :raises ValueError: No value can satisfy ``inputs``.
    """
    id_, outputs = _GENERATORS[type_](inputs, source)
    return Generated(inputs, id_, outputs)


def _without_keepers(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in inputs.items() if key != "keepers"}


_Result = tuple[str, dict[str, Any]]


def _text(inputs: Mapping[str, Any], source: Random) -> str:
    classes = {
        "Lower": (inputs.get("lower", True), string.ascii_lowercase),
        "Upper": (inputs.get("upper", True), string.ascii_uppercase),
        "Numeric": (inputs.get("numeric", inputs.get("number", True)), string.digits),
        "Special": (inputs.get("special", True), inputs.get("overrideSpecial") or SPECIAL),
    }
    length = inputs["length"]
    required = [
        source.choice(chars) for name, (_, chars) in classes.items() for _ in range(inputs.get(f"min{name}", 0))
    ]
    alphabet = "".join(chars for wanted, chars in classes.values() if wanted)
    if length < max(1, len(required)):
        raise ValueError(f"length {length} is less than the {max(1, len(required))} characters that are required")
    if not alphabet and length > len(required):
        raise ValueError("lower, upper, numeric and special are all false: no characters are left to choose from")
    characters = required + [source.choice(alphabet) for _ in range(length - len(required))]
    source.shuffle(characters)
    return "".join(characters)


def _password(inputs: Mapping[str, Any], source: Random) -> _Result:
    return "none", {"result": _text(inputs, source)}


def _string(inputs: Mapping[str, Any], source: Random) -> _Result:
    text = _text(inputs, source)
    return text, {"result": text}


def _id(inputs: Mapping[str, Any], source: Random) -> _Result:
    value = source.randbytes(inputs["byteLength"])
    prefix = inputs.get("prefix", "")
    url_safe = base64.urlsafe_b64encode(value).decode().rstrip("=")
    return url_safe, {
        "b64Std": prefix + base64.b64encode(value).decode(),
        "b64Url": prefix + url_safe,
        "dec": prefix + str(int.from_bytes(value)),
        "hex": prefix + value.hex(),
    }


def _bytes(inputs: Mapping[str, Any], source: Random) -> _Result:
    value = source.randbytes(inputs["length"])
    text = base64.b64encode(value).decode()
    return text, {"base64": text, "hex": value.hex()}


def _uuid4(_: Mapping[str, Any], source: Random) -> _Result:
    value = str(uuid.UUID(bytes=source.randbytes(16), version=4))
    return value, {"result": value}


def _integer(inputs: Mapping[str, Any], source: Random) -> _Result:
    low, high = inputs["min"], inputs["max"]
    if low > high:
        raise ValueError(f"min {low} is greater than max {high}")
    value = source.randint(low, high)
    return str(value), {"result": value}


def _pet(inputs: Mapping[str, Any], source: Random) -> _Result:
    length = inputs.get("length", 2)
    words = [source.choice(_PET_ADVERBS) for _ in range(length - 2)]
    words += [source.choice(_PET_ADJECTIVES)] if length > 1 else []
    words.append(source.choice(_PET_NAMES))
    prefix = [inputs["prefix"]] if inputs.get("prefix") else []
    return inputs.get("separator", "-").join(prefix + words), {}


def _shuffle(inputs: Mapping[str, Any], source: Random) -> _Result:
    items: list[Any] = inputs["inputs"]
    count = inputs.get("resultCount") or len(items)
    results: list[Any] = []
    while items and len(results) < count:
        results += source.sample(items, len(items))
    return "-", {"results": results[:count]}


_GENERATORS: Mapping[str, Callable[[Mapping[str, Any], Random], _Result]] = {
    "random:index/randomBytes:RandomBytes": _bytes,
    "random:index/randomId:RandomId": _id,
    "random:index/randomInteger:RandomInteger": _integer,
    "random:index/randomPassword:RandomPassword": _password,
    "random:index/randomPet:RandomPet": _pet,
    "random:index/randomShuffle:RandomShuffle": _shuffle,
    "random:index/randomString:RandomString": _string,
    "random:index/randomUuid:RandomUuid": _uuid4,
    "random:index/randomUuid4:RandomUuid4": _uuid4,
}
