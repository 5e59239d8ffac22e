"""Every route × every kind of stranger: what is not yours is answered like what does not exist, to the byte.

Generated from the app's own OpenAPI document: a route that has no line in ROUTES fails the test by its name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from attachments.files import JPEG, attached
from carevisit import clock
from carevisit.app import bare
from conftest import (
    DISTRICT,
    FAR_TOWNSHIP,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_CITY,
    OTHER_DISTRICT,
    TOWNSHIP,
    VILLAGE,
    World,
    id_number,
    living,
    registration,
    visit,
)
from kept import DOCUMENT, as_the_code_says

Body = dict[str, Any]


@dataclass
class Things:
    """What a request names: things that exist, or things that don't."""

    elder: str
    visit: str
    need: str
    risk: str
    place: str
    village: str
    suspension: str
    period: str = ""
    action: str = ""
    pairing: str = ""
    device: str = ""
    alert: str = ""
    urging: str = ""
    contact: str = ""
    attachments: tuple[str, str, str] = ("", "", "")  # of the visit, the need, the risk


@dataclass
class Request:
    """One request about one thing."""

    path: str
    json: Any = None
    params: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    file: tuple[str, bytes, str] | None = None


# About an elder, about a record (which a rival agency is a stranger to as well), or about a place.
_V1 = {"If-Match": '"v1"'}
_MOVE = {"place": NEXT_VILLAGE}
_DAY = (clock.today() - timedelta(days=3)).isoformat()
_REST = {"from": _DAY, "reason": "hospital"}
_NOBODYS = uuid7()
NOT_FOR_AGENCIES = (
    "readExit",
    "readSuspensions",
    "readSuspension",
    "readContacts",
    "readDecisions",
    "readSurveys",
    "readPairings",
    "readPairing",
    "readPapers",
    "readAlerts",
    "readAlert",
    "readUrgings",
    "readUrging",
    "readFamilyContacts",
    "readFamilyContact",
    "readMatches",
)
ABSENT: str = str(uuid7())
SURVEY: Body = {"by": "王核实", "eligible": "yes"}
LINE: Body = {"name": "甲", "id_number": id_number(turn=600), "source": "grid"}
CAMPAIGN: Body = {"name": "摸排", "list_by": "2999-01-01", "survey_by": "2999-02-01", "confirm_by": "2999-03-01"}
LARGEST = 65_536
PHOTO = ("阿秘密.jpg", JPEG, "image/jpeg")
ATTACHED: dict[str, Callable[[Things], str]] = {
    "Visit": lambda t: f"/v1/visits/{t.visit}/attachments",
    "Need": lambda t: f"/v1/needs/{t.need}/attachments",
    "Risk": lambda t: f"/v1/risks/{t.risk}/attachments",
}
PAPERS = "/v1/elders/{}/attachments?paper=consent"
ABOUT_ELDERS: dict[str, list[Callable[[Things], Request]]] = {
    "readElder": [lambda t: Request(f"/v1/elders/{t.elder}"), lambda t: Request(f"/v1/elders/{t.elder.upper()}")],
    "amendElder": [
        lambda t: Request(f"/v1/elders/{t.elder}", {"phone": "13800000000"}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}", {"phone": "13800000000"}, headers={"If-Match": '"v999"'}),
        lambda t: Request(f"/v1/elders/{t.elder}", {"phone": "13800000000"}, headers={"If-Match": "*"}),
        lambda t: Request(f"/v1/elders/{t.elder}", {"phone": "x"}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}", {"residence": {"place": VILLAGE}}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}", {}),
        lambda t: Request(f"/v1/elders/{t.elder}", {"name": "x"}, headers=_V1 | {"Idempotency-Key": "matrix"}),
    ],
    "transferElder": [
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", _MOVE, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", {"place": FAR_VILLAGE}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", {"place": VILLAGE}, headers={"If-Match": '"v999"'}),
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", _MOVE | {"on": "2026-01-01"}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", _MOVE),
    ],
    "readStatus": [
        lambda t: Request(f"/v1/elders/{t.elder}/status"),
        lambda t: Request(f"/v1/elders/{t.elder}/status", params={"at": "2026-06-01T00:00:00Z"}),
        lambda t: Request(f"/v1/elders/{t.elder}/status", params={"known_at": "2001-01-01T00:00:00+08:00"}),
    ],
    "pairElder": [
        lambda t: Request(f"/v1/elders/{t.elder}/assignments", PAIRING),
        lambda t: Request(f"/v1/elders/{t.elder}/assignments", PAIRING | {"until": "2001-01-01"}),
        lambda t: Request(f"/v1/elders/{t.elder}/assignments", PAIRING, headers={"Idempotency-Key": "matrix"}),
    ],
    "readPairings": [lambda t: Request(f"/v1/elders/{t.elder}/assignments")],
    "readPairing": [lambda t: Request(f"/v1/elders/{t.elder}/assignments/{t.pairing}")],
    "endPairing": [
        lambda t: Request(f"/v1/elders/{t.elder}/assignments/{t.pairing}/ending", {"until": _DAY}, headers=_V1),
        lambda t: Request(
            f"/v1/elders/{t.elder}/assignments/{t.pairing}/ending", {"until": _DAY}, headers={"If-Match": '"v9"'}
        ),
    ],
    "placeDevice": [
        lambda t: Request(f"/v1/elders/{t.elder}/devices", DEVICE),
        lambda t: Request(f"/v1/elders/{t.elder}/devices", DEVICE | {"external_id": "TAKEN-D"}),
        lambda t: Request(f"/v1/elders/{t.elder}/devices", DEVICE, headers={"Idempotency-Key": "matrix"}),
    ],
    "readDevices": [lambda t: Request(f"/v1/elders/{t.elder}/devices")],
    "readDevice": [lambda t: Request(f"/v1/elders/{t.elder}/devices/{t.device}")],
    "removeDevice": [
        lambda t: Request(f"/v1/elders/{t.elder}/devices/{t.device}/removal", {"until": _DAY}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}/devices/{t.device}/removal", {"until": _DAY}),
    ],
    "raiseAlert": [
        lambda t: Request(f"/v1/elders/{t.elder}/alerts", ALERT | {"device_id": t.device}),
        lambda t: Request(f"/v1/elders/{t.elder}/alerts", ALERT | {"device_id": ABSENT}),
        lambda t: Request(f"/v1/elders/{t.elder}/alerts", ALERT | {"device_id": t.device, "external_id": "TAKEN-A"}),
    ],
    "readAlerts": [lambda t: Request(f"/v1/elders/{t.elder}/alerts")],
    "readAlert": [lambda t: Request(f"/v1/elders/{t.elder}/alerts/{t.alert}")],
    "acknowledgeAlert": [
        lambda t: Request(f"/v1/elders/{t.elder}/alerts/{t.alert}/acknowledgement", {"finding": "real"}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}/alerts/{t.alert}/acknowledgement", {"finding": "real"}),
    ],
    "endAlert": [lambda t: Request(f"/v1/elders/{t.elder}/alerts/{t.alert}/ending", {}, headers=_V1)],
    "urgeFamily": [
        lambda t: Request(f"/v1/elders/{t.elder}/urgings", URGING),
        lambda t: Request(f"/v1/elders/{t.elder}/urgings", URGING, headers={"Idempotency-Key": "matrix"}),
    ],
    "readUrgings": [lambda t: Request(f"/v1/elders/{t.elder}/urgings")],
    "readUrging": [lambda t: Request(f"/v1/elders/{t.elder}/urgings/{t.urging}")],
    "answerUrging": [
        lambda t: Request(f"/v1/elders/{t.elder}/urgings/{t.urging}/answer", ANSWER, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}/urgings/{t.urging}/answer", ANSWER),
    ],
    "recordFamilyContact": [
        lambda t: Request(f"/v1/elders/{t.elder}/family-contacts", CONTACT),
        lambda t: Request(f"/v1/elders/{t.elder}/family-contacts", CONTACT | {"external_id": "TAKEN-F"}),
    ],
    "readFamilyContacts": [lambda t: Request(f"/v1/elders/{t.elder}/family-contacts")],
    "readFamilyContact": [lambda t: Request(f"/v1/elders/{t.elder}/family-contacts/{t.contact}")],
    "voidFamilyContact": [
        lambda t: Request(f"/v1/elders/{t.elder}/family-contacts/{t.contact}/void", {"reason": "x"}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}/family-contacts/{t.contact}/void", {"reason": "x"}),
    ],
    "readTimeline": [
        lambda t: Request(f"/v1/elders/{t.elder}/timeline"),
        lambda t: Request(f"/v1/elders/{t.elder}/timeline", params={"limit": 1}),
    ],
    "attachToElder": [
        lambda t: Request(PAPERS.format(t.elder), file=PHOTO),
        lambda t: Request(PAPERS.format(t.elder) + "&valid_until=2999-12-31", file=("a.exe", b"MZ", "text/html")),
    ],
    "readPapers": [lambda t: Request(f"/v1/elders/{t.elder}/attachments")],
    "recordVisit": [
        lambda t: Request("/v1/visits", visit(t.elder)),
        lambda t: Request("/v1/visits", visit(t.elder, 30 * 24)),
        lambda t: Request("/v1/visits", visit(t.elder, record_no="MATRIX-1")),
        lambda t: Request("/v1/visits", visit(t.elder, record_no="TAKEN-1")),
        lambda t: Request("/v1/visits", visit(t.elder, mode="other")),
        lambda t: Request("/v1/visits", visit(t.elder), headers={"Idempotency-Key": "matrix"}),
    ],
    **{
        operation: [lambda t, part=part, body=body: Request(f"/v1/elders/{t.elder}/{part}", body) for body in bodies]  # type: ignore[misc]
        for operation, part, bodies in (
            ("confirmElder", "confirmation", [{"eligible": True, "on": _DAY}, {"eligible": False, "on": _DAY}]),
            (
                "reviewElder",
                "reviews",
                [{"on": _DAY, "finding": "unchanged"}, {"on": "2999-01-01", "finding": "unchanged"}],
            ),
            ("recordConsent", "consent", [{"consent": "declined", "on": _DAY}]),
            ("suspendElder", "suspensions", [_REST, _REST | {"from": "2001-01-01"}]),
            ("exitElder", "exit", [{"on": _DAY, "reason": "deceased"}, {"on": "2001-01-01", "reason": "deceased"}]),
            ("returnElder", "return", [{"on": _DAY}]),
            (
                "nameContact",
                "contacts",
                [
                    {"role": "first", "name": "王", "phone": "13800000000"},
                    {"role": "first", "withdrawn": True},
                    {"role": "first", "child_id": str(uuid7())},
                ],
            ),
            ("decideCategory", "category-overrides", [{"tier": "key", "on": _DAY, "reason": "x"}]),
            ("setFrequency", "frequency", [{"visits_per_window": 2, "from": _DAY, "reason": "x"}]),
        )
    },
    "readExit": [lambda t: Request(f"/v1/elders/{t.elder}/exit")],
    "correctExit": [
        lambda t: Request(f"/v1/elders/{t.elder}/exit-correction", {"left": False, "why": "x"}, headers=_V1),
        lambda t: Request(f"/v1/elders/{t.elder}/exit-correction", {"left": False, "why": "x"}),
    ],
    "endSuspension": [
        lambda t: Request(f"/v1/elders/{t.elder}/suspensions/{t.suspension}/end", {"last_on": _DAY}),
        lambda t: Request(f"/v1/elders/{t.elder}/suspensions/{t.suspension}/end", {"last_on": "2001-01-01"}),
        lambda t: Request(f"/v1/elders/{t.elder}/suspensions/{_NOBODYS}/end", {"last_on": _DAY}),
    ],
    "readSuspensions": [lambda t: Request(f"/v1/elders/{t.elder}/suspensions")],
    "readSuspension": [lambda t: Request(f"/v1/elders/{t.elder}/suspensions/{t.suspension}")],
    "readContacts": [lambda t: Request(f"/v1/elders/{t.elder}/contacts")],
    "readDecisions": [lambda t: Request(f"/v1/elders/{t.elder}/category-overrides")],
    "recordSurvey": [
        lambda t: Request(f"/v1/elders/{t.elder}/surveys", SURVEY),
        lambda t: Request(f"/v1/elders/{t.elder}/surveys", SURVEY | {"on": "2026-06-01"}),
        lambda t: Request(f"/v1/elders/{t.elder}/surveys", SURVEY, headers={"Idempotency-Key": "matrix"}),
    ],
    "readSurveys": [lambda t: Request(f"/v1/elders/{t.elder}/surveys")],
    "mergeElder": [
        lambda t: Request(f"/v1/elders/{t.elder}/merge", {"into": ABSENT, "reason": "重复"}),
        lambda t: Request(f"/v1/elders/{ABSENT}/merge", {"into": t.elder, "reason": "重复"}),
    ],
    "readMatches": [lambda t: Request(f"/v1/census/candidates/{t.elder}/matches")],
    "dismissMatch": [
        lambda t: Request(f"/v1/census/candidates/{t.elder}/matches/{ABSENT}/dismissal", {"reason": "同名"}),
        lambda t: Request(f"/v1/census/candidates/{ABSENT}/matches/{t.elder}/dismissal", {"reason": "同名"}),
    ],
    "unmergeElder": [lambda t: Request(f"/v1/elders/{t.elder}/unmerge", {"reason": "不是同一人"})],
    "listVisits": [lambda t: Request("/v1/visits", params={"elder_id": t.elder})],
    "raiseNeed": [
        lambda t: Request("/v1/needs", {"elder_id": t.elder, "kind": "comfort"}),
        lambda t: Request("/v1/needs", {"elder_id": t.elder, "kind": "comfort"}, headers={"Idempotency-Key": "need"}),
    ],
    "reportRisk": [
        lambda t: Request("/v1/risks", {"elder_id": t.elder, "kind": "fall", "severity": "major"}),
        lambda t: Request(
            "/v1/risks", {"elder_id": t.elder, "kind": "fall", "severity": "general", "record_no": "R-9"}
        ),
    ],
    "listNeeds": [lambda t: Request("/v1/needs", params={"elder_id": t.elder})],
    "listRisks": [lambda t: Request("/v1/risks", params={"elder_id": t.elder})],
}
SOON = (clock.today() + timedelta(days=9)).isoformat()
NEED_STEPS: dict[str, tuple[str, Body]] = {
    "referNeed": ("referral", {"department": "health", "due_on": SOON}), "acceptNeed": ("acceptance", {}),
    "declineNeed": ("decline", {"reason": "no_answer"}), "progressNeed": ("progress", {"note": "秘密"}),
    "concludeNeed": ("outcome", {"met": True}), "reopenNeed": ("reopening", {"note": "秘密"}),
    "tellBenefit": ("benefit", {"benefit": "高龄津贴", "told_on": clock.today().isoformat(), "outcome": "not_applied"}),
    "followUpNeed": ("follow-up", {"loop": "referral", "result": "confirmed"}),
    "withdrawNeed": ("withdrawal", {"reason": "in_error"}), "voidNeedStep": (f"steps/{ABSENT}/void", {"note": "秘密"}),
}  # fmt: skip
RISK_STEPS: dict[str, tuple[str, Body]] = {
    "tellCall": ("emergency-call", {"number": "120"}), "tellContact": ("family-contact", {"nobody": True}),
    "handleRisk": ("handling", {}), "superviseSupporters": ("supervision", {"by": "village_committee"}),
    "clearRisk": ("clearance", {"how": "秘密"}), "followUpRisk": ("follow-up", {"result": "confirmed"}),
    "reopenRisk": ("reopening", {"note": "秘密"}), "changeSeverity": ("severity", {"severity": "major", "note": "秘密"}),
    "withdrawRisk": ("withdrawal", {"reason": "in_error"}), "voidRiskStep": (f"steps/{ABSENT}/void", {"note": "秘密"}),
}  # fmt: skip


def _steps(noun: str, path: str, body: Body) -> list[Callable[[Things], Request]]:
    """A step asked for as it should be, without a version, with a stale one, and with a key."""

    def at(t: Things) -> str:
        return f"/v1/{noun}/{t.need if noun == 'needs' else t.risk}/{path}"

    return [
        lambda t: Request(at(t), body, headers=_V1),
        lambda t: Request(at(t), body),
        lambda t: Request(at(t), body, headers={"If-Match": '"v999"'}),
        lambda t: Request(at(t), body, headers=_V1 | {"Idempotency-Key": f"step-{path}"}),
    ]


ABOUT_RECORDS: dict[str, list[Callable[[Things], Request]]] = {
    "readVisit": [lambda t: Request(f"/v1/visits/{t.visit}"), lambda t: Request(f"/v1/visits/{t.visit.upper()}")],
    "listVisitVersions": [
        lambda t: Request(f"/v1/visits/{t.visit}/versions"),
        lambda t: Request(f"/v1/visits/{t.visit}/versions", params={"limit": 1}),
    ],
    "correctVisit": [
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION, headers=_V1),
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION, headers={"If-Match": '"v999"'}),
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION | {"mode": "other"}, headers=_V1),
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION | {"reason": "wrong_elder"}, headers=_V1),
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION, headers=_V1 | {"Idempotency-Key": "mend"}),
        lambda t: Request(f"/v1/visits/{t.visit.upper()}/corrections", CORRECTION, headers=_V1),
    ],
    "voidVisit": [
        lambda t: Request(f"/v1/visits/{t.visit}/void", {"reason": "not_made"}, headers=_V1),
        lambda t: Request(f"/v1/visits/{t.visit}/void", {"reason": "not_made"}, headers={"If-Match": '"v999"'}),
        lambda t: Request(f"/v1/visits/{t.visit}/void", {"reason": "other"}, headers=_V1 | {"Idempotency-Key": "void"}),
    ],
    "readNeed": [lambda t: Request(f"/v1/needs/{t.need}")],
    "readRisk": [lambda t: Request(f"/v1/risks/{t.risk}")],
    **{id: _steps("needs", path, body) for id, (path, body) in NEED_STEPS.items()},
    **{id: _steps("risks", path, body) for id, (path, body) in RISK_STEPS.items()},
    **{
        f"attachTo{owner}": [
            lambda t, at=at: Request(at(t), file=PHOTO),  # type: ignore[misc]
            lambda t, at=at: Request(at(t), file=("a.exe", b"MZ", "text/html")),  # type: ignore[misc]
            lambda t, at=at: Request(at(t), file=("a.jpg", b"\xff\xd8\xff" * LARGEST, "image/jpeg")),  # type: ignore[misc]
            lambda t, at=at: Request(at(t), {"file": "a.jpg"}),  # type: ignore[misc]
            lambda t, at=at: Request(at(t), file=PHOTO, headers={"Idempotency-Key": "matrix"}),  # type: ignore[misc]
        ]
        for owner, at in ATTACHED.items()
    },
    **{f"list{owner}Attachments": [lambda t, at=at: Request(at(t))] for owner, at in ATTACHED.items()},  # type: ignore[misc]
    "readAttachment": [lambda t, n=n: Request(f"/v1/attachments/{t.attachments[n]}") for n in range(3)],  # type: ignore[misc]
    "readAttachmentContent": [
        lambda t, n=n: Request(f"/v1/attachments/{t.attachments[n]}/content")  # type: ignore[misc]
        for n in range(3)
    ],
    "removeAttachment": [
        *(
            lambda t, n=n: Request(f"/v1/attachments/{t.attachments[n]}/removal", {"reason": "wrong_file"})  # type: ignore[misc]
            for n in range(3)
        ),
        lambda t: Request(
            f"/v1/attachments/{t.attachments[0]}/removal", {"reason": "other"}, headers={"Idempotency-Key": "matrix"}
        ),
    ],
}
ABOUT_PLACES: dict[str, list[Callable[[Things], Request]]] = {
    "readPlace": [lambda t: Request(f"/v1/places/{t.place}"), lambda t: Request(f"/v1/places/{t.village}")],
    "listPlaces": [lambda t: Request("/v1/places", params={"parent": t.place})],
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
        lambda t: Request(f"/v1/duties/13/actions/{t.action}/void", {"reason": "重复"}, headers=_V1),
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
# Routes that name no thing of anybody's: why a stranger learns nothing from them.
ABOUT_NOTHING = {
    "issueToken": "signing in: test_signing_in.py", "revokeToken": "signing in: test_signing_in.py",
    "readKeys": "public keys", "readServer": "public metadata", "readMe": "oneself",
    "changePassword": "oneself: test_sessions.py", "readDictionary": "codes, alike for all",
    "listRegions": "the national list, alike for all",
    "listProfiles": "public rules, alike for all", "readFestivals": "the calendar",
    "searchElders": "by words, below", "readFeed": "below",
    "listCampaigns": "an office's orders: test_census_campaigns.py", "cancelCampaign": "likewise", "readProgress": "likewise",
    "readProblem": "public documentation", "readSchema": "public documentation",
    "listProblems": "public documentation", "listSchemas": "public documentation",
    "readRoot": "public documentation", "live": "health", "ready": "health", "metrics": "health",
}  # fmt: skip
PAIRING: Body = {"to": {"account": str(_NOBODYS)}, "kind": "grid", "from": _DAY}
DEVICE: Body = {"kind": "sos_button", "from": _DAY, "note": "阿秘密"}
ALERT: Body = {"kind": "low_battery", "at": clock.now().isoformat(), "note": "阿秘密"}
URGING: Body = {"by": "guide", "how": "phone", "on": _DAY, "whom": "阿秘密"}
ANSWER: Body = {"answer": "promised", "on": _DAY}
CONTACT: Body = {
    "mode": "phone", "at": clock.now().isoformat(), "duration_minutes": 3, "whom": "阿秘密", "confirmed_by": "elder",
}  # fmt: skip
ACTION: Body = {"on": _DAY, "what": "家庭医生上门秘密"}
SOMEBODY = registration()
CORRECTION: Body = {"reason": "wrong_content"} | {k: v for k, v in visit("").items() if k != "elder_id"}
PERIOD = {
    "from": clock.today().isoformat(), "to": clock.today().isoformat(), "kind": "weather", "name": "台风秘密",
}  # fmt: skip

STRANGERS = {
    "next_liaison": "the next village's liaison", "far_liaison": "another township's liaison",
    "far_guide": "another township's guide",
    "far_supervisor": "another district's supervisor", "far_city": "another city's officer",
    "next_agency": "the next village's agency",
    "ended_agency": "an agency whose contract ended", "nobody": "nobody",
}  # fmt: skip
SCOPELESS = ("stats_app",)
RECORD_STRANGERS = STRANGERS | {"rival_agency": "another agency of the village"}
PLACE_STRANGERS = (*tuple(who for who in STRANGERS if who != "ended_agency"), "stats_app")


def operations() -> dict[str, str]:
    """Every operation of the app by its id, with its method."""
    return {op["operationId"]: method for ops in DOCUMENT["paths"].values() for method, op in ops.items()}


METHODS = operations()
OFFICERS = ("city", "province", "far_city")
OF_ONES_OWN = ("issueToken", "revokeToken", "changePassword")
WRITES = {id for id, method in METHODS.items() if method != "get"} - {"searchElders", *OF_ONES_OWN}


def test_every_route_stands_in_the_matrix() -> None:
    paths = set(as_the_code_says()["paths"])
    assert paths == set(DOCUMENT["paths"]), "run `make openapi`, then give the new routes their lines"
    named = {*ABOUT_ELDERS, *ABOUT_RECORDS, *ABOUT_PLACES, *ABOUT_NOTHING}
    assert set(METHODS) - named == set(), "these routes have no line in the matrix of strangers"
    assert named - set(METHODS) == set(), "these routes are no more"
    hidden = {route.path for route in bare().routes if hasattr(route, "path") and route.path not in paths}  # type: ignore[attr-defined]
    assert all(path.startswith(("/openapi.json", "/docs", "/static")) or path == "" for path in hidden), hidden


def send(http: httpx.Client, operation: str, request: Request) -> httpx.Response:
    more = {} if request.json is None else {"json": request.json}
    if request.file is not None:
        more["files"] = {"file": request.file}
    return http.request(METHODS[operation], request.path, params=request.params, headers=request.headers, **more)  # type: ignore[arg-type]


def fingerprint(answer: httpx.Response) -> tuple[int, tuple[tuple[str, str], ...], str]:
    """What a stranger could tell two answers apart by: all but the date and the trace id."""
    trace = answer.headers["x-trace-id"]
    headers = tuple((k, v) for k, v in answer.headers.multi_items() if k not in ("date", "x-trace-id"))
    text = answer.text.replace(trace, "…").replace(str(UUID(trace)), "…")
    return answer.status_code, headers, text


@dataclass
class Scene:
    """Lin Ayi of Meiyang with an agency's records, and somebody else everywhere."""

    world: World
    here: Things
    nothing: Things
    moved: str  # an elder who went from VILLAGE to FAR_VILLAGE
    moved_visit: str
    sworn: set[str]  # everything's ids in VILLAGE


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A scene whose files may not be large, so that one that is too large is soon sent."""
    with living(template, CAREVISIT_ATTACHMENT_MAX_BYTES=str(LARGEST)) as one:
        yield one


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    found: Body = {
        "needs": [{"kind": "comfort", "note": "想有人说话"}], "risks": [{"kind": "fall", "severity": "major", "note": "地滑"}],
        "visitor": {"name": "访问员甲", "category": "grid_worker", "id": "V-1"}, "record_no": "TAKEN-1",
    }  # fmt: skip
    elder = world.register("guide", name="阿秘密", external_id="EXT-SECRET-1")
    receipt = world.hand_in("agency", elder, 3, **found)
    world.hand_in("liaison", elder, 2)
    world.register("far_guide", residence={"place": FAR_VILLAGE})
    world.register("guide", residence={"place": NEXT_VILLAGE})
    moved = world.register("guide")
    moved_visit = world.hand_in("agency", moved, 20 * 24)["id"]
    answer = world.as_("supervisor").post(
        f"/v1/elders/{moved}/transfer",
        json={"place": FAR_VILLAGE, "on": (clock.today() - timedelta(days=5)).isoformat()},
        headers={"If-Match": '"v1"'},
    )
    assert answer.status_code == 200, answer.text
    world.hand_in("far_liaison", moved, 0, ended_at=None)
    past = {
        "from": (clock.today() - timedelta(days=90)).isoformat(),
        "until": (clock.today() - timedelta(days=80)).isoformat(),
    }
    rest = (
        world.as_("guide")
        .post(f"/v1/elders/{elder}/suspensions", json=past | {"reason": "hospital", "note": "阿秘密"})
        .json()["id"]
    )
    here = Things(elder, receipt["id"], receipt["needs"][0], receipt["risks"][0], TOWNSHIP, VILLAGE, rest)
    told = world.as_("guide").post("/v1/special-periods", json=PERIOD | {"place": VILLAGE})
    here.period = told.json()["id"]
    acted = world.as_("guide").post("/v1/duties/13/actions", json=ACTION | {"place": VILLAGE})
    here.action = acted.json()["id"]
    guide = world.as_("guide").get("/v1/me").json()["id"]
    paired = world.as_("guide").post(f"/v1/elders/{elder}/assignments", json=PAIRING | {"to": {"account": guide}})
    here.pairing = paired.json()["id"]
    for name, part, told in (
        ("device", "devices", DEVICE | {"external_id": "TAKEN-D"}), ("urging", "urgings", URGING),
        ("contact", "family-contacts", CONTACT | {"external_id": "TAKEN-F"}),
        ("alert", "alerts", ALERT | {"external_id": "TAKEN-A"}),
    ):  # fmt: skip
        body = told | ({"device_id": here.device} if name == "alert" else {})
        made = world.as_("guide").post(f"/v1/elders/{elder}/{part}", json=body)
        assert made.status_code == 201, made.text
        setattr(here, name, made.json()["id"])
    records = (f"visits/{here.visit}", f"needs/{here.need}", f"risks/{here.risk}")
    first, second, third = (attached(world, "agency", record, JPEG, "阿秘密.jpg")["id"] for record in records)
    here.attachments = first, second, third
    random = Things(
        *(str(uuid7()) for _ in range(4)),
        "350303999",
        "350303999999",
        suspension=str(uuid7()),
        period=str(uuid7()),
        action=str(uuid7()),
        pairing=str(uuid7()),
        device=str(uuid7()),
        alert=str(uuid7()),
        urging=str(uuid7()),
        contact=str(uuid7()),
        attachments=(ABSENT, str(uuid7()), str(uuid7())),
    )  # type: ignore[misc]
    return Scene(
        world,
        here,
        random,
        moved,
        moved_visit,
        {
            elder,
            receipt["id"],
            *receipt["needs"],
            *receipt["risks"],
            rest,
            *here.attachments,
            here.device,
            here.alert,
            here.urging,
            here.contact,
        },
    )


def cells(table: dict[str, list[Callable[[Things], Request]]]) -> Iterator[tuple[str, Callable[[Things], Request]]]:
    for operation, requests in table.items():
        for make in requests:
            yield operation, make


def compare(
    scene: Scene, who: str, operation: str, make: Callable[[Things], Request], refusal: tuple[int, ...]
) -> None:
    http = scene.world.as_(who)
    one, other = send(http, operation, make(scene.here)), send(http, operation, make(scene.nothing))
    what = (who, operation, make(scene.here).path)
    assert fingerprint(one) == fingerprint(other), what
    assert one.status_code in refusal, (*what, one.text)
    for secret in (*scene.sworn, "阿秘密", "EXT-SECRET-1", "TAKEN-1", "访问员甲", "台风秘密"):
        assert secret not in one.text, what
        assert secret not in str(one.headers), what


@pytest.mark.parametrize("who", [*STRANGERS, *SCOPELESS])
def test_an_elder_who_is_not_ones_own_is_like_one_who_does_not_exist(scene: Scene, who: str) -> None:
    refusal = (401,) if who == "nobody" else (403, 422) if who in SCOPELESS else (404, 403, 422, 428, 412)
    for operation, make in cells(ABOUT_ELDERS):
        if who == "ended_agency" and make(scene.here).json and make(scene.here).json.get("started_at", "9") < _ended():
            continue  # what it rightly did while its contract ran it may still hand in
        lists = operation.startswith("list")
        compare(scene, who, operation, make, (200,) if lists and who not in ("nobody", *SCOPELESS) else refusal)


def _ended() -> str:
    return (clock.now() - timedelta(days=29)).isoformat()


@pytest.mark.parametrize("who", [*RECORD_STRANGERS, *SCOPELESS])
def test_a_record_that_is_not_ones_own_is_like_one_that_does_not_exist(scene: Scene, who: str) -> None:
    for operation, make in cells(ABOUT_RECORDS):
        reads_only = who in SCOPELESS or (who in OFFICERS and operation in WRITES)
        compare(scene, who, operation, make, (401,) if who == "nobody" else (403,) if reads_only else (404,))


@pytest.mark.parametrize("who", PLACE_STRANGERS)
def test_a_place_that_is_not_ones_own_is_like_one_that_does_not_exist(scene: Scene, who: str) -> None:
    for operation, make in cells(ABOUT_PLACES):
        if who == "stats_app" and operation in (
            "readPlace",
            "listPlaces",
            "readPlaceProfile",
            "countLedger",
            "readDuties",
            "readCoverage",
            "readNeedFigures",
            "readRiskFigures",
        ):
            continue  # the whole district is its area
        if who in ("next_liaison", "next_agency") and operation == "listPlaces":
            continue  # this township is the parent of their own village, and a village names its parent
        compare(scene, who, operation, make, (401,) if who == "nobody" else (200, 403, 404, 422))


def test_what_is_ones_own_is_answered(scene: Scene) -> None:
    """The matrix proves something: the same requests by those who may are not refused."""
    world, here = scene.world, scene.here
    for operation, make in [*cells(ABOUT_ELDERS), *cells(ABOUT_RECORDS)]:
        if operation == "readExit":
            continue  # nobody has left
        if METHODS[operation] == "get" and "known_at" not in (make(here).params or {}):
            assert send(world.as_("guide"), operation, make(here)).status_code == 200, operation
            if not (make(here).params or {}).get("at"):
                its_own = operation not in NOT_FOR_AGENCIES
                assert send(world.as_("agency"), operation, make(here)).status_code == (200 if its_own else 403), (
                    operation
                )
    for operation in ("readElder", "readStatus", "readTimeline"):  # a rival of the same village serves the elder too
        assert send(world.as_("rival_agency"), operation, ABOUT_ELDERS[operation][0](here)).status_code == 200


@pytest.mark.parametrize("who", ["city", "province"])
def test_an_officer_of_the_city_or_the_province_reads_every_route_about_their_elders(scene: Scene, who: str) -> None:
    for operation, make in [*cells(ABOUT_ELDERS), *cells(ABOUT_RECORDS), *cells(ABOUT_PLACES)]:
        request = make(scene.here)
        if METHODS[operation] == "get" and operation != "readExit" and "known_at" not in (request.params or {}):
            answer = send(scene.world.as_(who), operation, request)
            assert answer.status_code == 200, (operation, answer.text)


@pytest.mark.parametrize("who", OFFICERS)
def test_an_officer_writes_by_no_route(scene: Scene, who: str) -> None:
    http, tried = scene.world.as_(who), set()
    tables = (ABOUT_ELDERS, ABOUT_RECORDS, ABOUT_PLACES)
    asked = [(operation, make(scene.here)) for table in tables for operation, make in cells(table)]
    asked += [
        ("nameCandidates", Request("/v1/census/candidates/batch", [LINE])),
        ("cancelCampaign", Request(f"/v1/census/campaigns/{ABSENT}/cancellation", {})),
    ]
    for operation, request in asked:
        if operation in WRITES:
            tried.add(operation)
            answer = send(http, operation, request)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (operation, answer.text)
    assert tried == WRITES


def test_one_who_had_the_elder_before_is_a_stranger_now(scene: Scene) -> None:
    world = scene.world
    for who in ("liaison", "guide", "agency", "rival_agency", "app"):
        http = world.as_(who)
        for path in ("", "/status", "/timeline"):
            one = http.get(f"/v1/elders/{scene.moved}{path}")
            other = http.get(f"/v1/elders/{uuid7()}{path}")
            assert one.status_code == 404, (who, path)
            assert fingerprint(one) == fingerprint(other), (who, path)
        assert scene.moved not in [item["id"] for item in http.get("/v1/elders", params={"limit": 500}).json()["items"]]
    for who in ("liaison", "guide", "rival_agency", "app"):
        assert world.as_(who).get(f"/v1/visits/{scene.moved_visit}").status_code == 404
    assert world.as_("agency").get(f"/v1/visits/{scene.moved_visit}").status_code == 200  # makers keep their own
    http, body = world.as_("guide"), {"phone": "13800000000"}
    for version in (1, 2, 3, 9):
        one = http.patch(f"/v1/elders/{scene.moved}", json=body, headers={"If-Match": f'"v{version}"'})
        other = http.patch(f"/v1/elders/{uuid7()}", json=body, headers={"If-Match": f'"v{version}"'})
        assert (one.status_code, fingerprint(one)) == (404, fingerprint(other))


@pytest.mark.parametrize("who", ["agency", "rival_agency"])
def test_an_agency_loses_sight_of_an_elder_the_moment_they_move_away(scene: Scene, who: str) -> None:
    """Till midnight it reads the file as it is after the move: the new address, too."""
    world = scene.world
    elder = world.register("guide")
    done = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": FAR_VILLAGE, "detail": "新址 9 号"}, headers={"If-Match": '"v1"'}
    )
    assert done.status_code == 200
    answer = world.as_(who).get(f"/v1/elders/{elder}")
    assert "新址 9 号" not in answer.text
    assert answer.status_code == 404


def test_one_who_had_the_elder_before_cannot_learn_of_them_by_a_move_in_the_past(scene: Scene) -> None:
    http = scene.world.as_("guide")
    for version in (1, 2, 9):
        move = {"place": VILLAGE, "on": (clock.today() - timedelta(days=30)).isoformat()}
        one = http.post(f"/v1/elders/{scene.moved}/transfer", json=move, headers={"If-Match": f'"v{version}"'})
        other = http.post(f"/v1/elders/{uuid7()}/transfer", json=move, headers={"If-Match": f'"v{version}"'})
        assert fingerprint(one) == fingerprint(other), version


def test_a_transfer_to_a_foreign_village_is_like_one_to_a_village_that_does_not_exist(scene: Scene) -> None:
    elder = scene.world.register("guide")
    http = scene.world.as_("guide")
    answers = [
        http.post(f"/v1/elders/{elder}/transfer", json={"place": place}, headers={"If-Match": '"v1"'})
        for place in (FAR_VILLAGE, "370402001013", "350303999999", "999999999999")
    ]
    assert {a.status_code for a in answers} == {422}
    assert len({fingerprint(a) for a in answers}) == 1


LISTS = ("/v1/elders", "/v1/visits", "/v1/needs", "/v1/risks")


@pytest.mark.parametrize("who", [*RECORD_STRANGERS, "agency"])
def test_lists_hold_nothing_foreign(scene: Scene, who: str) -> None:
    http, foreign = scene.world.as_(who), scene.sworn | {scene.moved}
    if who == "nobody":
        return
    if who.startswith("far_"):
        foreign = scene.sworn
    elif who == "rival_agency":
        foreign = scene.sworn - {scene.here.elder} | {scene.moved}
    elif who == "agency":
        foreign = {scene.moved}
    for path in LISTS:
        answer = http.get(path, params={"limit": 500})
        assert answer.status_code == 200
        assert foreign.isdisjoint({item["id"] for item in answer.json()["items"]}), (who, path)
        if who not in ("rival_agency", "agency"):
            assert scene.here.elder not in answer.text
            assert f'"{VILLAGE}"' not in answer.text
        if who == "agency":
            continue  # its own records of somebody who moved away stay its own
        page = http.get(path, params={"limit": 1}).json()
        while page["next_cursor"]:  # nor anywhere between the pages
            assert not any(word in str(page) for word in foreign)
            page = http.get(path, params={"limit": 1, "cursor": page["next_cursor"]}).json()


@pytest.mark.parametrize("who", [*STRANGERS])
def test_search_finds_nothing_foreign(scene: Scene, who: str) -> None:
    file = scene.world.as_("guide").get(f"/v1/elders/{scene.here.elder}").json()
    http = scene.world.as_(who)
    unknown = http.post("/v1/elders/search", json={"id_number": id_number(turn=998)})
    for words in ({"name": file["name"]}, {"phone": file["phone"]}, {"id_number": file["id_number"]},
                  {"name": file["name"], "id_number": file["id_number"]}):  # fmt: skip
        found = http.post("/v1/elders/search", json=words)
        assert fingerprint(found) == fingerprint(unknown)
        assert who == "nobody" or found.json() == {"items": [], "next_cursor": None}
    assert scene.here.elder in scene.world.as_("liaison").post("/v1/elders/search", json={"name": file["name"]}).text


def test_an_id_number_that_is_known_elsewhere_is_registered_plainly_and_in_ones_own_area_is_a_409(scene: Scene) -> None:
    world = scene.world
    sheet = registration()
    first = world.as_("far_guide").post("/v1/elders", json=sheet | {"residence": {"place": FAR_VILLAGE}})
    assert first.status_code == 201
    again, new = (
        world.as_("liaison").post("/v1/elders", json=one)
        for one in (sheet | {"residence": {"place": VILLAGE}}, registration())
    )
    assert again.status_code == new.status_code == 201
    assert [k for k, _ in again.headers.multi_items()] == [k for k, _ in new.headers.multi_items()]
    assert again.json().keys() == new.json().keys()
    differing = {k for k in again.json() if again.json()[k] != new.json()[k]}
    assert differing <= {"id", "id_number", "phone", "emergency_contact", "born_on", "residence"}
    assert first.json()["id"] not in again.text
    own = world.as_("liaison").post("/v1/elders", json=sheet | {"residence": {"place": VILLAGE}})
    assert own.status_code == 409
    assert own.json()["elder_id"] == again.json()["id"]  # one's own, never the other village's
    nearby = world.as_("next_liaison").post("/v1/elders", json=sheet | {"residence": {"place": NEXT_VILLAGE}})
    assert nearby.status_code == 201
    abroad = world.as_("far_supervisor").post("/v1/elders", json=sheet | {"residence": {"place": VILLAGE}})
    assert (abroad.status_code, abroad.json()["errors"][0]["code"]) == (422, "unknown_place")  # not even the twin there


def _feed(http: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    items, page = [], http.get("/v1/feed", params={"limit": 1000, **params}).json()
    items += page["items"]
    while page["more"]:
        page = http.get("/v1/feed", params={"limit": 1000, "after": page["next_cursor"]}).json()
        items += page["items"]
    return items


@pytest.mark.parametrize(
    "who", ["next_liaison", "far_guide", "far_supervisor", "far_city", "next_agency", "ended_agency", "rival_agency"]
)
def test_the_feed_holds_nothing_foreign(scene: Scene, who: str) -> None:
    assert any(event["subject"] == scene.here.elder for event in _feed(scene.world.as_("platform"), wait=3))
    events = _feed(scene.world.as_(who))
    about = [event for event in events if event["subject"] == scene.here.elder]
    if who == "rival_agency":  # serves the elder: the file's changes, nobody else's records
        assert {event["type"] for event in about} <= {"elder.registered", "elder.amended", "elder.suspended"}
    else:
        assert about == []
        assert not any(word in str(events) for word in scene.sworn)
    for event in events:
        assert event["type"] in ("visit.recorded", "need.raised", "risk.reported") or "note" not in event["data"]


def test_those_whom_an_elder_left_are_told_that_and_not_where_to(scene: Scene) -> None:
    assert _feed(scene.world.as_("platform"), wait=2)
    for who in ("liaison", "agency", "rival_agency"):
        assert FAR_VILLAGE not in str([e for e in _feed(scene.world.as_(who)) if e["subject"] == scene.moved]), who


# --- tricks -----------------------------------------------------------------------------------------------------------------


def test_a_cursor_opens_only_the_list_it_was_given_for_and_only_to_its_reader(scene: Scene) -> None:
    world = scene.world
    for _ in range(3):
        world.hand_in("liaison", world.register("liaison"))
    given = {
        path: world.as_("liaison").get(path, params={"limit": 1}).json()["next_cursor"]
        for path in ("/v1/elders", "/v1/visits")
    }
    given["timeline"] = (
        world.as_("liaison").get(f"/v1/elders/{scene.here.elder}/timeline", params={"limit": 1}).json()["next_cursor"]
    )
    given["feed"] = world.as_("liaison").get("/v1/feed", params={"limit": 1}).json()["next_cursor"]
    assert all(given.values())
    tries = [(who, path, name, {}) for who in ("guide", "next_liaison", "far_guide", "agency") for path, name in
             [("/v1/elders", "/v1/elders"), ("/v1/visits", "/v1/visits")]]  # fmt: skip
    tries += [("liaison", path, name, {}) for path in LISTS for name in given if name != path]
    tries += [
        ("liaison", "/v1/elders", "/v1/elders", {"tier": "key"}),
        ("liaison", "/v1/elders", "/v1/elders", {"place": VILLAGE}),
    ]
    tries += [("liaison", "/v1/visits", "/v1/visits", {"elder_id": scene.here.elder})]
    for who, path, name, filters in tries:
        answer = world.as_(who).get(path, params={"limit": 1, "cursor": given[name], **filters})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), (who, path, name)
    for who, cursor in (("guide", given["feed"]), ("liaison", given["/v1/elders"]), ("liaison", given["timeline"])):
        assert world.as_(who).get("/v1/feed", params={"after": cursor}).status_code == 400
    good = given["/v1/elders"]
    for forged in (
        good[:-2] + "AA",
        good + "A",
        good[:40],
        good[40:],
        "",
        "x",
        ".",
        good.upper(),
        "WyJhIiwxXQ.AAAA",
        "null",
        "💥",
    ):
        assert world.as_("liaison").get("/v1/elders", params={"cursor": forged}).status_code == 400, forged


def test_a_key_or_number_of_one_client_means_nothing_to_another(scene: Scene) -> None:
    world, key = scene.world, {"Idempotency-Key": "the-same-key"}
    elder = world.register("guide")
    sheet = visit(elder, 5, record_no="SAME-1")
    first = world.as_("agency").post("/v1/visits", json=sheet, headers=key)
    rival = world.as_("rival_agency").post("/v1/visits", json=sheet, headers=key)
    assert first.status_code == rival.status_code == 201
    assert first.json()["id"] != rival.json()["id"]
    assert "idempotent-replayed" not in rival.headers
    # an agency cannot name another's record by its number, nor its own key for another route or elder
    assert world.as_("rival_agency").get(f"/v1/visits/{first.json()['id']}").status_code == 404
    again = world.as_("agency").post("/v1/visits", json=sheet, headers=key)
    assert (again.json()["id"], again.headers["idempotent-replayed"]) == (first.json()["id"], "true")
    other = world.as_("agency").post("/v1/visits", json=visit(scene.here.elder, 4), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert first.json()["id"] not in other.text
    # a key that was used for what is now out of sight is not answered with it
    body = registration(external_id="MOVES-1")
    filed = world.as_("guide").post("/v1/elders", json=body, headers={"Idempotency-Key": "moves"})
    gone = filed.json()["id"]
    done = world.as_("supervisor").post(
        f"/v1/elders/{gone}/transfer", json={"place": FAR_VILLAGE}, headers={"If-Match": '"v1"'}
    )
    assert done.status_code == 200
    replay = world.as_("guide").post("/v1/elders", json=body, headers={"Idempotency-Key": "moves"})
    assert replay.status_code == 404
    assert gone not in replay.text


@pytest.mark.parametrize("who", ["liaison", "agency", "app"])
def test_the_copy_of_a_file_holds_what_its_reader_may_have(scene: Scene, who: str) -> None:
    full = scene.world.as_("guide").get(f"/v1/elders/{scene.here.elder}").json()
    file = scene.world.as_(who).get(f"/v1/elders/{scene.here.elder}")
    assert full["id_number"] not in file.text
    for hidden in ("economic_status", "monthly_income_yuan", "income_source", "disability_certificate"):
        assert file.json()[hidden] is None


def test_the_masked_id_number_cannot_be_put_together_again(scene: Scene) -> None:
    full = scene.world.as_("guide").get(f"/v1/elders/{scene.here.elder}").json()["id_number"]
    seen = scene.world.as_("liaison").get(f"/v1/elders/{scene.here.elder}").json()
    known = seen["id_number"][:6] + (seen["born_on"] or "").replace("-", "") + seen["id_number"][14:]
    assert known != full


def test_an_agency_learns_nothing_of_anothers_records_by_the_elder_they_share(scene: Scene) -> None:
    world = scene.world
    http = world.as_("rival_agency")
    for path in (
        f"/v1/elders/{scene.here.elder}/timeline",
        f"/v1/elders/{scene.here.elder}",
        f"/v1/elders/{scene.here.elder}/status",
    ):
        text = http.get(path).text
        for word in ("TAKEN-1", "访问员甲", "想有人说话", "地滑", scene.here.visit):
            assert word not in text, (path, word)
    for moment in ("at", "known_at"):
        answer = http.get(f"/v1/elders/{scene.here.elder}/status", params={moment: clock.now().isoformat()})
        assert fingerprint(answer) == fingerprint(
            http.get(f"/v1/elders/{uuid7()}/status", params={moment: clock.now().isoformat()})
        )


def test_doubled_parameters_and_other_methods_open_nothing(scene: Scene) -> None:
    next_door = scene.world.as_("next_liaison")
    for path in LISTS:
        for pair in ([("place", VILLAGE), ("place", NEXT_VILLAGE)], [("place", NEXT_VILLAGE), ("place", VILLAGE)],
                     [("place", NEXT_VILLAGE), ("place", DISTRICT)], [("place", NEXT_VILLAGE), ("place", "")]):  # fmt: skip
            answer = next_door.get(path, params=pair)
            assert not any(word in answer.text for word in scene.sworn), path
        for extra in ("maker", "agency", "role", "lo", "carevisit.lo", "limit[]"):
            assert next_door.get(path, params={extra: "1"}).status_code == 422
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"):
        for thing in ("elders", "visits", "needs", "risks"):
            id = getattr(scene.here, thing[:-1])
            one, other = (next_door.request(method, f"/v1/{thing}/{one}") for one in (id, uuid7()))
            assert fingerprint(one) == fingerprint(other), (method, thing)
            assert one.status_code in (404, 405), (method, thing)
    for override in ("X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL"):
        assert (
            next_door.get("/v1/me", headers={override: f"/v1/elders/{scene.here.elder}"}).json()["login"]
            == "next_liaison"
        )
    for header in (
        {"X-Forwarded-User": "supervisor"},
        {"X-Remote-User": "supervisor"},
        {"X-Forwarded-For": "127.0.0.1"},
    ):
        assert next_door.get(f"/v1/elders/{scene.here.elder}", headers=header).status_code == 404


def test_paths_written_strangely_open_nothing(scene: Scene) -> None:
    next_door, elder = scene.world.as_("next_liaison"), scene.here.elder
    own = scene.world.as_("next_liaison").get("/v1/elders").json()["items"][0]["id"]
    for path in (
        f"/v1/elders/{elder}/", f"/v1//elders/{elder}", f"/v1/elders/{own}/../{elder}", f"/v1/elders/{own}%2f..%2f{elder}",
        f"/v1/elders/{own}/..;/{elder}", f"/v1/elders/{elder}%00", f"/v1/elders/{elder}%20", f"/v1/elders/{{{elder}}}",
        f"/v1/elders/urn:uuid:{elder}", f"/v1/elders/{UUID(elder).hex}", f"/v1/elders/{elder}.json", f"/V1/ELDERS/{elder}",
        f"/v1/elders/{elder};a=b", f"/v1/elders/{elder}%0d%0aX-Evil:1", f"/v1/elders/{elder}/status/", f"/v1/elders/{elder}?x",
        f"/v1/places/..%2felders%2f{elder}", f"/v1/elders/{elder}/timeline?elder_id={own}",
    ):  # fmt: skip
        answer = next_door.get(path, follow_redirects=False)
        assert answer.status_code in (404, 422, 307, 405), path
        assert "x-evil" not in answer.headers
        assert "阿秘密" not in answer.text


def test_no_answer_repeats_the_host_it_was_asked_under(scene: Scene) -> None:
    answer = scene.world.as_("nobody").get("/v1/elders/", headers={"Host": "evil.test"})
    assert "evil.test" not in str(answer.headers) + answer.text


def test_links_name_our_own_address_whatever_host_was_asked(scene: Scene) -> None:
    world = scene.world
    world.register("liaison")
    answer = world.as_("liaison").get("/v1/elders", params={"limit": 1}, headers={
        "Host": "evil.test", "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.test"})  # fmt: skip
    assert answer.headers["link"].startswith(f"<{world.base_url}/v1/elders?")
    assert "evil" not in str(answer.headers)
    answer = world.as_("liaison").post("/v1/visits", json=visit(scene.here.elder), headers={"Host": "evil.test"})
    assert answer.headers["location"] == f"/v1/visits/{answer.json()['id']}"


def test_a_nul_in_a_path_is_a_4xx(scene: Scene) -> None:
    assert scene.world.as_("liaison").get("/v1/places/%00").status_code in (404, 422)


def test_no_error_repeats_what_was_sent_and_no_metric_names_anybody(scene: Scene) -> None:
    world, number = scene.world, id_number(turn=500)
    secrets = (number, "13712345678", "王秘密", "3503031999")
    sheet = registration(
        id_number=number[:-1] + ("0" if number[-1] != "0" else "1"), name="王秘密", phone="13712345678x"
    )
    answers = [
        world.as_("liaison").post("/v1/elders", json=sheet),
        world.as_("liaison").post("/v1/elders", json=registration(id_number=number, name={"王秘密": "13712345678"})),
        world.as_("liaison").post("/v1/elders", json=registration() | {"王秘密": 1, number: 2}),
        world.as_("liaison").post("/v1/elders", json=registration(external_id=number)),
        world.as_("liaison").post("/v1/elders/search", json={"name": "王秘密", "id": number}),
        world.as_("liaison").post("/v1/visits", json=visit(scene.here.elder, record_no="13712345678")),
        world.as_("liaison").post("/v1/visits", json=visit("王秘密")),
        world.as_("liaison").post("/v1/visits", content='{"name": "王秘密', headers={"Content-Type": "application/json"}),
        world.as_("liaison").get(f"/v1/elders/{number}"), world.as_("liaison").get(f"/v1/places/{number}"),
        world.as_("liaison").get("/v1/elders", params={"place": number}),
        world.as_("liaison").get("/v1/elders", params={number: "1"}),
        world.as_("liaison").get(f"/v1/{number}/王秘密"), world.as_("liaison").get("/v1/elders", params={"cursor": number}),
        world.as_("liaison").patch(f"/v1/elders/{scene.here.elder}", json={"name": "王秘密"}, headers={"If-Match": number}),
        world.as_("liaison").post("/v1/elders", json=registration(), headers={"Idempotency-Key": f"{number} x"}),
    ]  # fmt: skip
    for turn, answer in enumerate(answers):
        assert 400 <= answer.status_code < 500, (turn, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        for secret in secrets:
            assert secret not in answer.text, (turn, answer.text)
            assert secret not in str(answer.headers), turn
    metrics = world.as_("nobody").get("/metrics").text
    for word in (*secrets, scene.here.elder, VILLAGE, "liaison"):
        assert word not in metrics
    assert 'route="other"' in metrics


def test_a_readers_cursor_does_not_count_other_peoples_entries(scene: Scene) -> None:
    import base64
    import json

    cursor = scene.world.as_("ended_agency").get("/v1/feed").json()["next_cursor"]
    part = cursor.split(".")[0]
    try:
        _, position, _ = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        position = 0
    assert position == 0


def test_places_of_others_and_other_districts_are_not_listed(scene: Scene) -> None:
    for who, root in (
        ("liaison", VILLAGE),
        ("far_guide", FAR_TOWNSHIP),
        ("far_supervisor", OTHER_DISTRICT),
        ("far_city", OTHER_CITY),
        ("agency", VILLAGE),
    ):
        listed = scene.world.as_(who).get("/v1/places", params={"limit": 500}).json()["items"]
        assert listed
        assert all(item["code"].startswith(root) for item in listed), who
    assert scene.world.as_("ended_agency").get("/v1/places").json() == {"items": [], "next_cursor": None}
