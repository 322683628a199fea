"""What comes in and goes out: the requests, answers and errors of the API, and what is indexed."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

MAX_QUESTION_CHARACTERS = 4000
MAX_BODY_CHARACTERS = 6_000_000
"""Of a request: Lambda takes no more than 6 MB, although an HTTP API would pass on 10 MB."""
MAX_DOCUMENT_CHARACTERS = 5_000_000
"""Text of one document in a request; larger ones can be put into the bucket."""
MAX_TOP_K = 50
DocumentId = Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
"""Key of a document below the bucket's prefix: ``handbook/travel.md``."""


class Request(BaseModel):
    """What a client sends; what is not known is an error, so that a typo is none that nobody sees."""

    # People and models that call the API read what the fields mean in its description.
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)


class SearchMode(StrEnum):
    """How chunks are found."""

    HYBRID = "hybrid"
    """By meaning and by words, where the store can; by meaning alone otherwise."""
    VECTOR = "vector"
    """By meaning alone."""


class Query(Request):
    """A question."""

    question: Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARACTERS)]
    """The question, in a whole sentence."""
    top_k: Annotated[int, Field(ge=1, le=MAX_TOP_K)] = 5
    """Chunks that the answer may be based on."""
    # In place and without a reference, which LibreChat's actions do not follow.
    mode: Annotated[SearchMode, WithJsonSchema({"type": "string", "enum": [*SearchMode]})] = SearchMode.HYBRID
    """``hybrid`` finds by meaning and by words, ``vector`` by meaning alone."""
    document_prefix: Annotated[str, StringConstraints(max_length=512, pattern=r"^[^\x00]*$")] = ""
    """Only documents whose ids begin like this."""


class NewDocument(Request):
    """A document to index."""

    id: DocumentId
    """Path of the document, such as ``handbook/travel.md``; another document of the same id is replaced."""
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_DOCUMENT_CHARACTERS)]
    """All of its text."""
    title: Annotated[str, StringConstraints(max_length=512)] = ""
    """Title for citations. Default: the last part of the id."""


class Citation(BaseModel):
    """A part of a document that an answer is based on."""

    document_id: str
    title: str
    text: str
    score: float
    """Similarity to the question, from 0 to 1."""


class Answer(BaseModel):
    """An answer, or that there is none in the documents."""

    answer: str
    confident: bool
    """False: no chunk was similar enough, and no model was asked."""
    citations: list[Citation]
    cached: bool = False
    request_id: str


class Found(BaseModel):
    """Parts of documents that are similar to a question, the best first."""

    citations: list[Citation]
    request_id: str


class Accepted(BaseModel):
    """A document that is stored, and indexed within seconds."""

    id: str
    etag: str
    request_id: str


class Deleted(BaseModel):
    """A document whose file is deleted, and whose chunks are within seconds."""

    id: str
    request_id: str


class Health(BaseModel):
    """Whether the function runs."""

    status: str


class ComponentHealth(BaseModel):
    """One thing that the function needs."""

    status: str
    """``ok`` or ``failed``."""
    details: dict[str, Any]
    """Without secrets, addresses and texts of errors."""


class DetailedHealth(BaseModel):
    """What the function needs, and its own state."""

    status: str
    components: dict[str, ComponentHealth]
    """``store``, ``bucket`` and ``models``."""
    memory_megabytes: float
    uptime_seconds: float


class Failure(BaseModel):
    """The one form of all errors."""

    error: str
    """Word for programs, such as ``invalid_request`` or ``store_unavailable``."""
    message: str
    """One sentence for people."""
    details: list[dict[str, Any]] = []
    """For an invalid request: where (``path``) and what (``problem``)."""
    request_id: str
