"""Submits a visit and finds it in the feed, by the client that openapi-python-client makes.

Arguments: the origin, the platform's login and secret (it reads the feed), the agency's, the elder's id.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

from carevisit_client import AuthenticatedClient, Client
from carevisit_client.api.feed import read_feed
from carevisit_client.api.sign_in import issue_token
from carevisit_client.api.visits import record_visit
from carevisit_client.models import (
    BodyIssueToken,
    ElderSigned,
    FeedPage,
    Mode,
    Receipt,
    TokenAnswer,
    VisitorCategory,
    VisitorTold,
    VisitRecordedEvent,
    VisitSheet,
)
from carevisit_client.types import UNSET

origin, reader, reader_secret, agency, agency_secret, elder = sys.argv[1:]


def signed_in(login: str, secret: str) -> AuthenticatedClient:
    form = BodyIssueToken(grant_type="client_credentials", client_id=login, client_secret=secret)
    token = issue_token.sync(client=Client(base_url=origin), body=form)
    assert isinstance(token, TokenAnswer), token
    return AuthenticatedClient(base_url=origin, token=token.access_token)


sheet = VisitSheet(
    elder_id=UUID(elder), mode=Mode.IN_HOME, started_at=datetime.now(UTC) - timedelta(hours=2),
    visitor=VisitorTold(name="陈网格", category=VisitorCategory.GRID_WORKER), visitor_signed=True,
    elder_signed=ElderSigned(signed=True),
)  # fmt: skip
receipt = record_visit.sync(client=signed_in(agency, agency_secret), body=sheet)
assert isinstance(receipt, Receipt), receipt
feed, after = signed_in(reader, reader_secret), UNSET  # type: AuthenticatedClient, str | Unset
while True:
    page = read_feed.sync(client=feed, after=after, types="visit.recorded", wait=10)
    assert isinstance(page, FeedPage), page
    for event in page.items:
        if isinstance(event, VisitRecordedEvent) and event.id == receipt.id:
            print(json.dumps({"id": str(event.id), "mode": event.data.mode}))
            sys.exit()
    assert page.items or page.more, "the feed does not tell of the visit"
    after = page.next_cursor
