"""The contract, and whether answers keep to it: the headers that they bear are those that it declares."""

import json
import re
from functools import cache
from typing import Any

import httpx

from carevisit.app import bare
from carevisit.contract import document
from carevisit.settings import ROOT

_DECLARED = ("etag", "location", "link", "idempotent-replayed")
DOCUMENT: dict[str, Any] = json.loads((ROOT / "openapi" / "carevisit.v1.json").read_bytes())
"""As it is committed. Tests take their operations from here: reading it costs a hundredth of making it."""

_TEMPLATES = sorted(
    DOCUMENT["paths"], key=lambda path: path.count("{")
)  # `/v1/elders/search` before `/v1/elders/{elder_id}`
_PATHS = [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), DOCUMENT["paths"][path]) for path in _TEMPLATES]


@cache
def as_the_code_says() -> dict[str, Any]:
    """The contract made anew; that it is the committed one is a test of its own."""
    made: dict[str, Any] = json.loads(document(bare()))
    return made


def keeps_to_the_contract(answer: httpx.Response) -> None:
    """For `event_hooks`: an answer bears no header of these that its operation does not declare."""
    if answer.status_code >= 400:
        return
    path, method = answer.request.url.path, answer.request.method.lower()
    operations = next((item for template, item in _PATHS if template.fullmatch(path)), {})
    if method not in operations:
        return  # HEAD, the pages of the documents, a sandbox's clock, an old spelling of a step
    declared = operations[method]["responses"].get(str(answer.status_code), {}).get("headers", {})
    missing = {name for name in _DECLARED if name in answer.headers} - {name.lower() for name in declared}
    assert not missing, (
        f"{method} {path} answers {answer.status_code} with {missing}, which the contract does not declare"
    )
