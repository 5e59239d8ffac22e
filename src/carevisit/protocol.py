"""HTTP/1.1 as uvicorn reads it, with one difference: what can't be read is refused with a problem, as all else is."""

from uuid_utils.compat import uuid7
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .errors import BadRequest
from .wire import problem_response


class ProblemProtocol(HttpToolsProtocol):
    """The application never hears of such a request, so its answer is put together here."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # the parser's words are for the log
        told = {"headers": self.headers or (), "carevisit.base": "", "carevisit.trace": uuid7().hex}
        answer = problem_response(BadRequest(), told)
        head = [b"HTTP/1.1 400 Bad Request", *(b": ".join(line) for line in answer.raw_headers), b"connection: close"]
        self.transport.write(b"\r\n".join([*head, b"", bytes(answer.body)]))
        self.transport.close()
