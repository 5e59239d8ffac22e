"""Every route × every kind of stranger: what is not yours is answered like what does not exist, to the byte.

Generated from the app's own OpenAPI document: a route that has no line in ROUTES fails the test by its name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from uuid_utils.compat import uuid7

from access.strangers import (
    ABSENT,
    ACTION,
    ALERT,
    CONTACT,
    DEVICE,
    LARGEST,
    PAIRING,
    PERIOD,
    RECORD_STRANGERS,
    STRANGERS,
    URGING,
    Body,
    Scene,
    Things,
    fingerprint,
    staged,
)
from access.strangers import (
    DAY as _DAY,
)
from attachments.files import JPEG
from carevisit import clock
from carevisit.app import bare
from conftest import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    VILLAGE,
    World,
    id_number,
    living,
    registration,
    visit,
)
from kept import DOCUMENT, as_the_code_says


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
_NOBODYS = uuid7()
_MOVE = {"place": NEXT_VILLAGE}
_REST = {"from": _DAY, "reason": "hospital"}
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
SURVEY: Body = {"by": "王核实", "eligible": "yes"}
LINE: Body = {"name": "甲", "id_number": id_number(turn=600), "source": "grid"}
CAMPAIGN: Body = {"name": "摸排", "list_by": "2999-01-01", "survey_by": "2999-02-01", "confirm_by": "2999-03-01"}
PHOTO = ("阿秘密.jpg", JPEG, "image/jpeg")
ATTACHED: dict[str, Callable[[Things], str]] = {
    "Visit": lambda t: f"/v1/visits/{t.visit}/attachments",
    "Need": lambda t: f"/v1/needs/{t.need}/attachments",
    "Risk": lambda t: f"/v1/risks/{t.risk}/attachments",
}
PAPERS = "/v1/elders/{}/attachments?paper=consent"
MANY = {
    "recordVisits": "/v1/visits/batch", "streamVisits": "/v1/visits/stream", "raiseNeeds": "/v1/needs/batch",
    "reportRisks": "/v1/risks/batch", "registerElders": "/v1/elders/batch",
}  # fmt: skip
ABOUT_ELDERS: dict[str, list[Callable[[Things], Request]]] = {
    "printElderPdf": [
        lambda t: Request(f"/v1/elders/{t.elder}/form.pdf"),
        lambda t: Request(f"/v1/elders/{t.elder}/form.pdf", params={"form": "annex4", "blank": True}),
    ],
    "printElderDocx": [lambda t: Request(f"/v1/elders/{t.elder}/form.docx")],
    "verifyRecord": [lambda t: Request(f"/v1/records/{t.codes[0]}")],
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
    "draftVisit": [lambda t: Request(f"/v1/elders/{t.elder}/visit-draft")],
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
    "listVisits": [
        lambda t: Request("/v1/visits", params={"elder_id": t.elder}),
        lambda t: Request("/v1/visits", params={"elder_id": t.elder, "record_no": "TAKEN-1"}),
    ],
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
    "printVisitPdf": [lambda t: Request(f"/v1/visits/{t.visit}/form.pdf")],
    "printVisitDocx": [lambda t: Request(f"/v1/visits/{t.visit}/form.docx")],
    "verifyRecord": [lambda t: Request(f"/v1/records/{t.codes[1]}")],
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
# A job is its maker's only: a stranger is everybody else.
ABOUT_JOBS: dict[str, list[Callable[[Things], Request]]] = {
    "readJob": [lambda t: Request(f"/v1/jobs/{t.job}"), lambda t: Request(f"/v1/jobs/{t.job.upper()}")],
    "cancelJob": [lambda t: Request(f"/v1/jobs/{t.job}/cancellation")],
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
        lambda t: Request(f"/v1/accounts/{t.account}", {"name": "乙"}, headers=_V1),
        lambda t: Request(f"/v1/accounts/{t.account}", {"name": "乙"}, headers={"If-Match": '"v9"'}),
        lambda t: Request(f"/v1/accounts/{t.account}", {"place": t.village}, headers=_V1 | {"Idempotency-Key": "move"}),
    ],
    **{
        f"{verb}Account": [
            lambda t, path=path: Request(f"/v1/accounts/{t.account}/{path}", {}, headers=_V1),  # type: ignore[misc]
            lambda t, path=path: Request(f"/v1/accounts/{t.account}/{path}", {}),  # type: ignore[misc]
        ]
        for verb, path in (("disable", "disabling"), ("enable", "enabling"), ("reset", "reset"))
    },
    "createClient": [lambda t: Request("/v1/clients", AGENCY | {"places": [t.place]})],
    "readClient": [lambda t: Request(f"/v1/clients/{t.client}")],
    "changeClient": [lambda t: Request(f"/v1/clients/{t.client}", {"name": "乙"}, headers=_V1)],
    **{
        f"{verb}Client": [
            lambda t, path=path: Request(f"/v1/clients/{t.client}/{path}", {}, headers=_V1),  # type: ignore[misc]
            lambda t, path=path: Request(f"/v1/clients/{t.client}/{path}", {}),  # type: ignore[misc]
        ]
        for verb, path in (("disable", "disabling"), ("enable", "enabling"))
    },
    "addSecret": [lambda t: Request(f"/v1/clients/{t.client}/secrets", {})],
    "endSecret": [lambda t: Request(f"/v1/clients/{t.client}/secrets/1")],
}
# Routes that name no thing of anybody's: why a stranger learns nothing from them.
ABOUT_NOTHING = {
    "issueToken": "signing in: test_signing_in.py", "revokeToken": "signing in: test_signing_in.py",
    "readKeys": "public keys", "readServer": "public metadata", "readMe": "oneself",
    "introspectToken": "one's own tokens: tests/accounts", "acceptInvitation": "by a code: tests/accounts",
    "listClients": "the district's own: tests/accounts",
    "changePassword": "oneself: test_sessions.py", "readDictionary": "codes, alike for all",
    "listRegions": "the national list, alike for all",
    "listProfiles": "public rules, alike for all", "readFestivals": "the calendar",
    "searchElders": "by words: test_strangers.py", "readFeed": "likewise",
    "listJobs": "one's own: test_jobs.py", "makeExport": "one's own lists: test_exports.py",
    "listCampaigns": "an office's orders: test_census_campaigns.py", "cancelCampaign": "likewise", "readProgress": "likewise",
    "readProblem": "public documentation", "readSchema": "public documentation",
    "listProblems": "public documentation", "listSchemas": "public documentation",
    "readRoot": "public documentation", "live": "health", "ready": "health", "metrics": "health",
}  # fmt: skip
ANSWER: Body = {"answer": "promised", "on": _DAY}
SOMEBODY = registration()
REOPENING: Body = {"month": "2026-10", "until": _DAY, "reason": "recheck"}
CORRECTION: Body = {"reason": "wrong_content"} | {k: v for k, v in visit("").items() if k != "elder_id"}

SCOPELESS = ("stats_app",)
PLACE_STRANGERS = (*tuple(who for who in STRANGERS if who != "ended_agency"), "stats_app")


def operations() -> dict[str, str]:
    """Every operation of the app by its id, with its method."""
    return {op["operationId"]: method for ops in DOCUMENT["paths"].values() for method, op in ops.items()}


METHODS = operations()
OFFICERS = ("city", "province", "far_city")
OF_ONES_OWN = (
    "issueToken",
    "revokeToken",
    "introspectToken",
    "acceptInvitation",
    "changePassword",
    "makeExport",
    "cancelJob",
)
WRITES = {id for id, method in METHODS.items() if method != "get"} - {"searchElders", *OF_ONES_OWN}


def test_every_route_stands_in_the_matrix() -> None:
    paths = set(as_the_code_says()["paths"])
    assert paths == set(DOCUMENT["paths"]), "run `make openapi`, then give the new routes their lines"
    named = {*ABOUT_ELDERS, *ABOUT_RECORDS, *ABOUT_PLACES, *ABOUT_JOBS, *ABOUT_PEOPLE, *ABOUT_NOTHING}
    assert set(METHODS) - named == set(), "these routes have no line in the matrix of strangers"
    assert named - set(METHODS) == set(), "these routes are no more"
    hidden = {route.path for route in bare().routes if hasattr(route, "path") and route.path not in paths}  # type: ignore[attr-defined]
    assert all(path.startswith(("/openapi.json", "/docs", "/static")) or path == "" for path in hidden), hidden


def send(http: httpx.Client, operation: str, request: Request) -> httpx.Response:
    more = {} if request.json is None else {"json": request.json}
    if request.file is not None:
        more["files"] = {"file": request.file}
    return http.request(METHODS[operation], request.path, params=request.params, headers=request.headers, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A world whose files may not be large."""
    with living(template, CAREVISIT_ATTACHMENT_MAX_BYTES=str(LARGEST)) as one:
        yield one


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return staged(world)


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


@pytest.mark.parametrize("who", [*RECORD_STRANGERS, *SCOPELESS, "liaison", "supervisor", "agency", "city", "platform"])
def test_a_job_of_another_account_is_like_one_that_does_not_exist(scene: Scene, who: str) -> None:
    for operation, make in cells(ABOUT_JOBS):
        compare(scene, who, operation, make, (401,) if who == "nobody" else (404,))


@pytest.mark.parametrize("who", [*STRANGERS, "liaison", "agency", "platform", "city", *SCOPELESS])
def test_an_account_or_client_that_one_does_not_administer_is_like_one_that_does_not_exist(
    scene: Scene, who: str
) -> None:
    for operation, make in cells(ABOUT_PEOPLE):
        administers = who in ("far_guide", "far_supervisor")
        refusal = (404, 403, 428) if administers else (401,) if who == "nobody" else (403,)
        compare(scene, who, operation, make, refusal)


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
    assert send(world.as_("guide"), "readJob", ABOUT_JOBS["readJob"][0](here)).status_code == 200
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
    tables = (ABOUT_ELDERS, ABOUT_RECORDS, ABOUT_PLACES, ABOUT_PEOPLE)
    asked = [(operation, make(scene.here)) for table in tables for operation, make in cells(table)]
    asked += [
        ("nameCandidates", Request("/v1/census/candidates/batch", [LINE])),
        ("cancelCampaign", Request(f"/v1/census/campaigns/{ABSENT}/cancellation", {})),
        *((operation, Request(path, [{}])) for operation, path in MANY.items()),
    ]
    for operation, request in asked:
        if operation in WRITES:
            tried.add(operation)
            answer = send(http, operation, request)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (operation, answer.text)
    assert tried == WRITES
