"""The service with two more addresses, which do nothing: ``python -m tests.load.bench.server PORT``.

A request of theirs is read, guarded, checked against the schema, counted and logged as one of ``/v1/check`` is, and is
answered with an answer that was ready before. `DECLARED` answers as FastAPI has it, by a model that is brought to the
declared schema; `READY` as the service does, with plain data built to it.
"""

from __future__ import annotations

import click
import uvicorn
from fastapi import FastAPI, Response

from model.gate import Gate
from model.message import Message
from service.reload import open_tried
from service.routes.responses import json_response
from service.schemas import CheckAnswer, CheckRequest, answer_document
from service.server import application, options
from service.settings import settings_from

CHECK, DECLARED, READY = "/v1/check", "/noop/declared", "/noop/ready"


def add_noops(app: FastAPI, gate: Gate) -> None:
    """Mounts both on ``app``; what they answer is ``gate``'s answer to a message of common length."""
    lines = ["Hi Maya,", *(f"please send us the {word} for your order." for word in _WORDS), "Would you rate us?"]
    document = answer_document(gate.check(Message("\n".join(lines)), opted_out=True))
    answer = CheckAnswer.model_validate(document)

    @app.post(DECLARED)
    async def declared(request: CheckRequest) -> CheckAnswer:
        return answer

    @app.post(READY, response_model=CheckAnswer)
    async def ready(request: CheckRequest) -> Response:
        return json_response(document)

    # Found as soon as the others are: a route is looked for from the first one on.
    app.router.routes.insert(0, app.router.routes.pop())
    app.router.routes.insert(0, app.router.routes.pop())


_WORDS = ("full address", "flat number", "door code", "name on the bell", "engraving", "day that suits you")


@click.command()
@click.argument("port", type=int)
def main(port: int) -> None:
    """Serve at PORT, as ``sendgate serve`` does."""
    settings = settings_from()
    app = application(settings)
    add_noops(app, open_tried(settings))
    uvicorn.run(app, **options(settings, "127.0.0.1", port))


if __name__ == "__main__":
    main()
