"""Requests about places, jobs and people, with those of somebody else: the matrix of strangers, its other half."""

from collections.abc import Callable

from matrix import (
    CAMPAIGN,
    LINE,
    MANY,
    SOMEBODY,
    V1,
    Request,
)

from access.strangers import (
    ACTION,
    PERIOD,
    STRANGERS,
    Body,
    Things,
)
from access.strangers import (
    DAY as _DAY,
)

NEW_PLACE: Body = {"name": "新村", "level": "village"}

ABOUT_PLACES: dict[str, list[Callable[[Things], Request]]] = {
    "readPlace": [lambda t: Request(f"/v1/places/{t.place}"), lambda t: Request(f"/v1/places/{t.village}")],
    "listPlaces": [lambda t: Request("/v1/places", params={"parent": t.place})],
    "addPlace": [
        lambda t: Request("/v1/places", NEW_PLACE | {"code": f"{t.place}399", "parent": t.place}),
        lambda t: Request("/v1/places", NEW_PLACE | {"code": t.village, "parent": t.place}),
        lambda t: Request("/v1/places", NEW_PLACE | {"code": f"{t.place}399", "parent": t.place, "from": "2001-01-01"}),
    ],
    "renamePlace": [
        lambda t: Request(f"/v1/places/{t.village}", {"name": "别名"}),
        lambda t: Request(f"/v1/places/{t.village}", {"name": "别名", "from": "2001-01-01"}),
    ],
    "endPlace": [
        lambda t: Request(f"/v1/places/{t.village}/ending", {}),
        lambda t: Request(f"/v1/places/{t.place}/ending", {}, headers={"Idempotency-Key": "matrix"}),
    ],
    "mergePlace": [
        lambda t: Request(f"/v1/places/{t.village}/merger", {"into": t.place}),
        lambda t: Request(f"/v1/places/{t.village}/merger", {"into": t.village}, headers={"Idempotency-Key": "merge"}),
    ],
    "importPlaces": [],  # a list for nobody's area is refused line by line: see tests/places/test_importing.py
    "listPosts": [lambda t: Request("/v1/posts", params={"place": t.village, "vacant": "true"})],
    "readPosts": [lambda t: Request(f"/v1/places/{t.village}/posts")],
    "listElders": [
        lambda t: Request("/v1/elders", params={"place": t.place}),
        lambda t: Request("/v1/elders", params={"place": t.village, "limit": 1}),
    ],
    "listReviews": [
        lambda t: Request("/v1/reviews", params={"place": t.village, "due_before": "2999-01-01"}),
        lambda t: Request("/v1/reviews", params={"place": t.village, "by": "village"}),
    ],
    "hearDevices": [lambda t: Request("/v1/devices/signs", {"signs": [{"device_id": t.device}]})],
    "listAlerts": [lambda t: Request("/v1/alerts", params={"place": t.village})],
    "listUrgings": [lambda t: Request("/v1/urgings", params={"place": t.village})],
    "listWithoutContact": [lambda t: Request("/v1/contacts/missing", params={"place": t.village})],
    "listVisits": [lambda t: Request("/v1/visits", params={"place": t.village})],
    "listNeeds": [lambda t: Request("/v1/needs", params={"place": t.village})],
    "listRisks": [lambda t: Request("/v1/risks", params={"place": t.village})],
    "readWorklist": [
        lambda t: Request("/v1/worklist", params={"place": t.village}),
        lambda t: Request("/v1/worklist", params={"place": t.place, "format": "csv"}),
    ],
    "readCoverage": [
        lambda t: Request("/v1/coverage", params={"place": t.village}),
        lambda t: Request("/v1/coverage", params={"place": t.village, "by": "agency"}),
        lambda t: Request("/v1/coverage", params={"place": t.village, "by": "visitor"}),
        lambda t: Request("/v1/coverage", params={"place": t.place, "from": "2026-01", "to": "2026-11"}),
        lambda t: Request("/v1/coverage", params={"place": t.village, "known_at": "2026-11-01T00:00:00Z"}),
    ],
    "readNeedFigures": [
        lambda t: Request("/v1/needs/figures", params={"place": t.village}),
        lambda t: Request("/v1/needs/figures", params={"place": t.place, "by": "responsible", "format": "csv"}),
    ],
    "readRiskFigures": [
        lambda t: Request("/v1/risks/figures", params={"place": t.village, "by": "age"}),
        lambda t: Request("/v1/risks/figures", params={"place": t.place, "from": "2026-01-01"}),
    ],
    "listCoverageElders": [
        lambda t: Request("/v1/coverage/elders", params={"place": t.village, "status": "owed"}),
        lambda t: Request("/v1/coverage/elders", params={"place": t.village, "status": "overdue"}),
    ],
    "registerElder": [lambda t: Request("/v1/elders", SOMEBODY | {"residence": {"place": t.village}})],
    "nameCandidate": [lambda t: Request("/v1/census/candidates", LINE | {"residence": {"place": t.village}})],
    "nameCandidates": [],  # the problems in it bear traces: see tests/census
    **{operation: [] for operation in MANY},  # the problems in them bear traces: see tests/batches
    "listCandidates": [
        lambda t: Request("/v1/census/candidates", params={"place": t.village}),
        lambda t: Request("/v1/census/candidates", params={"place": t.village, "group": "下厝"}),
    ],
    "beginCampaign": [lambda t: Request("/v1/census/campaigns", CAMPAIGN | {"place": t.place})],
    "listDuplicates": [lambda t: Request("/v1/duplicates", params={"place": t.place})],
    "countLedger": [lambda t: Request("/v1/ledger-counts", params={"place": t.village})],
    "transferElder": [],  # see the test of transfers
    "declareSpecialPeriod": [
        lambda t: Request("/v1/special-periods", PERIOD | {"place": t.village}),
        lambda t: Request("/v1/special-periods", PERIOD | {"place": t.place}, headers={"Idempotency-Key": "matrix"}),
        lambda t: Request("/v1/special-periods", PERIOD | {"place": t.village, "from": "2001-01-01"}),
    ],
    "listSpecialPeriods": [lambda t: Request("/v1/special-periods", params={"place": t.village})],
    "cancelSpecialPeriod": [lambda t: Request(f"/v1/special-periods/{t.period}/cancellation", {})],
    "makeForms": [
        lambda t: Request("/v1/forms", {"form": "annex4", "place": t.village, "month": "2026-11"}),
        lambda t: Request("/v1/forms", {"form": "annex3", "place": t.village, "blank": True}),
    ],
    "reopenMonth": [
        lambda t: Request("/v1/month-locks", REOPENING | {"place": t.village}),
        lambda t: Request("/v1/month-locks", REOPENING | {"place": t.place, "until": "2001-01-01"}),
    ],
    "listReopenedMonths": [lambda t: Request("/v1/month-locks", params={"place": t.village})],
    "readDuties": [lambda t: Request("/v1/duties", params={"place": t.village})],
    "recordDutyAction": [
        lambda t: Request("/v1/duties/13/actions", ACTION | {"place": t.village}),
        lambda t: Request("/v1/duties/99/actions", ACTION | {"place": t.village}),
        lambda t: Request("/v1/duties/13/actions", ACTION | {"place": t.village, "on": "2999-01-01"}),
        lambda t: Request(
            "/v1/duties/13/actions", ACTION | {"place": t.village}, headers={"Idempotency-Key": "matrix"}
        ),
    ],
    "listDutyActions": [lambda t: Request("/v1/duties/13/actions", params={"place": t.village})],
    "readDutyAction": [lambda t: Request(f"/v1/duties/13/actions/{t.action}")],
    "voidDutyAction": [
        lambda t: Request(f"/v1/duties/13/actions/{t.action}/void", {"reason": "重复"}, headers=V1),
        lambda t: Request(f"/v1/duties/13/actions/{t.action}/void", {"reason": "重复"}, headers={"If-Match": '"v9"'}),
    ],
    "readDutyReport": [
        lambda t: Request("/v1/supervision/reports/duties", params={"place": t.village, "quarter": "2026-Q4"})
    ],
    "readPlaceProfile": [lambda t: Request(f"/v1/places/{t.village}/profile")],
    "adoptProfile": [
        lambda t: Request(f"/v1/places/{t.village}/profile", {"profile": "zaozhuang-2018", "from_on": "2029-01-01"}),
        lambda t: Request(f"/v1/places/{t.village}/profile", {"profile": "zaozhuang-2018", "from_on": "2001-01-01"}),
    ],
}

# A job is its maker's only: a stranger is everybody else.
ABOUT_JOBS: dict[str, list[Callable[[Things], Request]]] = {
    "readJob": [lambda t: Request(f"/v1/jobs/{t.job}"), lambda t: Request(f"/v1/jobs/{t.job.upper()}")],
    "cancelJob": [lambda t: Request(f"/v1/jobs/{t.job}/cancellation")],
    "readJobReport": [lambda t: Request(f"/v1/jobs/{t.job}/report")],
    "commitJob": [lambda t: Request(f"/v1/jobs/{t.job}/commit", {"mode": "valid_rows"})],
    "readJobFile": [lambda t: Request(f"/v1/jobs/{t.job}/files/visits.csv")],
}

LIAISON: Body = {"role": "liaison", "name": "甲", "login": "matrix-login"}

AGENCY: Body = {"role": "agency", "name": "甲"}

ABOUT_PEOPLE: dict[str, list[Callable[[Things], Request]]] = {
    "createAccount": [
        lambda t: Request("/v1/accounts", LIAISON | {"place": t.village}),
        lambda t: Request("/v1/accounts", LIAISON | {"place": t.place}),
        lambda t: Request("/v1/accounts", LIAISON | {"place": t.village}, headers={"Idempotency-Key": "matrix"}),
    ],
    "listAccounts": [lambda t: Request("/v1/accounts", params={"place": t.village})],
    "readAccount": [lambda t: Request(f"/v1/accounts/{t.account}")],
    "changeAccount": [
        lambda t: Request(f"/v1/accounts/{t.account}", {"name": "乙"}, headers=V1),
        lambda t: Request(f"/v1/accounts/{t.account}", {"name": "乙"}, headers={"If-Match": '"v9"'}),
        lambda t: Request(f"/v1/accounts/{t.account}", {"place": t.village}, headers=V1 | {"Idempotency-Key": "move"}),
    ],
    **{
        f"{verb}Account": [
            lambda t, path=path: Request(f"/v1/accounts/{t.account}/{path}", {}, headers=V1),  # type: ignore[misc]
            lambda t, path=path: Request(f"/v1/accounts/{t.account}/{path}", {}),  # type: ignore[misc]
        ]
        for verb, path in (("disable", "disabling"), ("enable", "enabling"), ("reset", "reset"))
    },
    "createClient": [
        lambda t: Request("/v1/clients", AGENCY | {"places": [t.place]}),
        lambda t: Request("/v1/clients", AGENCY | {"agency": t.agency}),
    ],
    "readClient": [lambda t: Request(f"/v1/clients/{t.client}")],
    "changeClient": [lambda t: Request(f"/v1/clients/{t.client}", {"name": "乙"}, headers=V1)],
    **{
        f"{verb}Client": [
            lambda t, path=path: Request(f"/v1/clients/{t.client}/{path}", {}, headers=V1),  # type: ignore[misc]
            lambda t, path=path: Request(f"/v1/clients/{t.client}/{path}", {}),  # type: ignore[misc]
        ]
        for verb, path in (("disable", "disabling"), ("enable", "enabling"))
    },
    "addSecret": [lambda t: Request(f"/v1/clients/{t.client}/secrets", {})],
    "endSecret": [lambda t: Request(f"/v1/clients/{t.client}/secrets/1")],
}

# About an agency: its strangers are also agencies, which read themselves.
ABOUT_AGENCIES: dict[str, list[Callable[[Things], Request]]] = {
    "createAgency": [
        lambda _: Request("/v1/agencies", {"name": "甲"})
    ],  # about no other agency, not even one of the same code elsewhere
    "listAgencies": [lambda _: Request("/v1/agencies", params={"state": "active"})],
    "readAgency": [
        lambda t: Request(f"/v1/agencies/{t.agency}"),
        lambda t: Request(f"/v1/agencies/{t.agency.upper()}"),
    ],
    "changeAgency": [
        lambda t: Request(f"/v1/agencies/{t.agency}", {"name": "乙"}, headers=V1),
        lambda t: Request(f"/v1/agencies/{t.agency}", {"state": "suspended"}, headers={"If-Match": '"v9"'}),
        lambda t: Request(f"/v1/agencies/{t.agency}", {"name": "乙"}),
    ],
    "beginContract": [
        lambda t: Request(f"/v1/agencies/{t.agency}/contracts", {"places": [t.village], "from": _DAY}),
        lambda t: Request(f"/v1/agencies/{t.agency}/contracts", {"elders": [t.elder], "from": _DAY}),
    ],
    "listContracts": [lambda t: Request(f"/v1/agencies/{t.agency}/contracts")],
    "readContract": [lambda t: Request(f"/v1/agencies/{t.agency}/contracts/{t.contract}")],
    "amendContract": [
        lambda t: Request(f"/v1/agencies/{t.agency}/contracts/{t.contract}", {"to": None}, headers=V1),
        lambda t: Request(
            f"/v1/agencies/{t.agency}/contracts/{t.contract}", {"to": None}, headers={"If-Match": '"v9"'}
        ),
        lambda t: Request(f"/v1/agencies/{t.agency}/contracts/{t.contract}", {"to": None}),
    ],
}

REOPENING: Body = {"month": "2026-10", "until": _DAY, "reason": "recheck"}

PLACE_STRANGERS = (*tuple(who for who in STRANGERS if who != "ended_agency"), "stats_app")
