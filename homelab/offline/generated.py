"""Random values in the format of pulumi-random's resources, from the operating system's randomness."""

import base64
import json
import secrets
import string
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
"""Special characters of the provider, unless ``overrideSpecial`` is set."""

_PET_ADVERBS = ("boldly", "calmly", "early", "fairly", "gladly", "kindly", "neatly", "openly", "quietly", "warmly")
_PET_ADJECTIVES = ("able", "brave", "eager", "gentle", "happy", "keen", "lively", "noble", "proud", "quick", "witty")
_PET_NAMES = ("badger", "crane", "dolphin", "falcon", "heron", "lynx", "marmot", "otter", "raven", "seal", "swift")

_random = secrets.SystemRandom()


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

    def get(self, resource: str, type_: str, inputs: Mapping[str, Any]) -> Generated:
        """Value of ``resource``, a key that stays the same from render to render.

        :raises ValueError: No value can satisfy ``inputs``.
        """
        value = self._earlier.get(resource)
        if value is None or value.inputs != inputs:
            value = generate(type_, inputs)
        self._earlier[resource] = self._used[resource] = value
        return value

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
            return cls({key: Generated(**value) for key, value in json.loads(text).items()})
        except (TypeError, AttributeError) as error:
            raise ValueError("not a record of generated values") from error


def is_random(type_: str) -> bool:
    """Whether values of the resource type ``type_`` can be generated offline."""
    return type_ in _GENERATORS


def generate(type_: str, inputs: Mapping[str, Any]) -> Generated:
    """Generate a new value for a resource of ``type_``.

    ``seed`` is ignored: only the provider's own generator could reproduce its values.

    :raises ValueError: No value can satisfy ``inputs``.
    """
    id_, outputs = _GENERATORS[type_](inputs)
    return Generated(inputs, id_, outputs)


_Result = tuple[str, dict[str, Any]]


def _text(inputs: Mapping[str, Any]) -> str:
    classes = {
        "Lower": (inputs.get("lower", True), string.ascii_lowercase),
        "Upper": (inputs.get("upper", True), string.ascii_uppercase),
        "Numeric": (inputs.get("numeric", inputs.get("number", True)), string.digits),
        "Special": (inputs.get("special", True), inputs.get("overrideSpecial") or SPECIAL),
    }
    length = inputs["length"]
    required = [
        _random.choice(chars) for name, (_, chars) in classes.items() for _ in range(inputs.get(f"min{name}", 0))
    ]
    alphabet = "".join(chars for wanted, chars in classes.values() if wanted)
    if length < max(1, len(required)):
        raise ValueError(f"length {length} is less than the {max(1, len(required))} characters that are required")
    if not alphabet and length > len(required):
        raise ValueError("lower, upper, numeric and special are all false: no characters are left to choose from")
    characters = required + [_random.choice(alphabet) for _ in range(length - len(required))]
    _random.shuffle(characters)
    return "".join(characters)


def _password(inputs: Mapping[str, Any]) -> _Result:
    return "none", {"result": _text(inputs)}


def _string(inputs: Mapping[str, Any]) -> _Result:
    text = _text(inputs)
    return text, {"result": text}


def _id(inputs: Mapping[str, Any]) -> _Result:
    value = secrets.token_bytes(inputs["byteLength"])
    prefix = inputs.get("prefix", "")
    url_safe = base64.urlsafe_b64encode(value).decode().rstrip("=")
    return url_safe, {
        "b64Std": prefix + base64.b64encode(value).decode(),
        "b64Url": prefix + url_safe,
        "dec": prefix + str(int.from_bytes(value)),
        "hex": prefix + value.hex(),
    }


def _bytes(inputs: Mapping[str, Any]) -> _Result:
    value = secrets.token_bytes(inputs["length"])
    text = base64.b64encode(value).decode()
    return text, {"base64": text, "hex": value.hex()}


def _uuid4(_: Mapping[str, Any]) -> _Result:
    value = str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))
    return value, {"result": value}


def _integer(inputs: Mapping[str, Any]) -> _Result:
    low, high = inputs["min"], inputs["max"]
    if low > high:
        raise ValueError(f"min {low} is greater than max {high}")
    value = _random.randint(low, high)
    return str(value), {"result": value}


def _pet(inputs: Mapping[str, Any]) -> _Result:
    length = inputs.get("length", 2)
    words = [_random.choice(_PET_ADVERBS) for _ in range(length - 2)]
    words += [_random.choice(_PET_ADJECTIVES)] if length > 1 else []
    words.append(_random.choice(_PET_NAMES))
    prefix = [inputs["prefix"]] if inputs.get("prefix") else []
    return inputs.get("separator", "-").join(prefix + words), {}


def _shuffle(inputs: Mapping[str, Any]) -> _Result:
    items: list[Any] = inputs["inputs"]
    count = inputs.get("resultCount") or len(items)
    results: list[Any] = []
    while items and len(results) < count:
        results += _random.sample(items, len(items))
    return "-", {"results": results[:count]}


_GENERATORS: Mapping[str, Callable[[Mapping[str, Any]], _Result]] = {
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
