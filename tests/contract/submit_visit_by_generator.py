"""Submits a visit and finds it in the feed, by the client that openapi-generator makes.

Arguments: the origin, the platform's login and secret (it reads the feed), the agency's, the elder's id.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

from carevisit_generated import (
    ApiClient,
    Configuration,
    ElderSigned,
    FeedApi,
    Mode,
    SignInApi,
    VisitorCategory,
    VisitorTold,
    VisitRecordedEvent,
    VisitsApi,
    VisitSheet,
)

origin, reader, reader_secret, agency, agency_secret, elder = sys.argv[1:]


def signed_in(login: str, secret: str) -> ApiClient:
    token = SignInApi(ApiClient(Configuration(host=origin))).issue_token(
        grant_type="client_credentials", client_id=login, client_secret=secret
    )
    return ApiClient(Configuration(host=origin, access_token=token.access_token))


sheet = VisitSheet(
    elder_id=UUID(elder), mode=Mode.IN_HOME, started_at=datetime.now(UTC) - timedelta(hours=3),
    visitor=VisitorTold(name="陈网格", category=VisitorCategory.GRID_WORKER), visitor_signed=True,
    elder_signed=ElderSigned(signed=True),
)  # fmt: skip
receipt = VisitsApi(signed_in(agency, agency_secret)).record_visit(sheet)
feed, after = FeedApi(signed_in(reader, reader_secret)), None
while True:
    page = feed.read_feed(after=after, types="visit.recorded", wait=10)
    for item in page.items:
        event = item.actual_instance
        if isinstance(event, VisitRecordedEvent) and event.id == receipt.id:
            print(json.dumps({"id": str(event.id), "mode": event.data.mode}))
            sys.exit()
    assert page.items or page.more, "the feed does not tell of the visit"
    after = page.next_cursor
