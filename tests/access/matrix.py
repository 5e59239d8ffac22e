"""Requests about elders and records, with the things of somebody else: the matrix of strangers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from uuid_utils.compat import uuid7

from access.strangers import (
    ABSENT,
    ALERT,
    CONTACT,
    DEVICE,
    LARGEST,
    PAIRING,
    URGING,
    Body,
    Things,
)
from access.strangers import (
    DAY as _DAY,
)
from attachments.files import JPEG
from carevisit import clock
from conftest import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    VILLAGE,
    id_number,
    registration,
    visit,
)


@dataclass
class Request:
    """One request about one thing."""

    path: str
    json: Any = None
    params: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    file: tuple[str, bytes, str] | None = None


# About an elder, about a record (which a rival agency is a stranger to as well), or about a place.
V1 = {"If-Match": '"v1"'}

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
    "makeForms": [
        lambda t: Request("/v1/forms", {"form": "annex3", "elder_id": t.elder}),
        lambda t: Request("/v1/forms", {"form": "annex4", "elder_id": t.elder, "blank": True}),
    ],
    "printElderDocx": [lambda t: Request(f"/v1/elders/{t.elder}/form.docx")],
    "verifyRecord": [lambda t: Request(f"/v1/records/{t.codes[0]}")],
    "readElder": [lambda t: Request(f"/v1/elders/{t.elder}"), lambda t: Request(f"/v1/elders/{t.elder.upper()}")],
    "amendElder": [
        lambda t: Request(f"/v1/elders/{t.elder}", {"phone": "13800000000"}, headers=V1),
        lambda t: Request(f"/v1/elders/{t.elder}", {"phone": "13800000000"}, headers={"If-Match": '"v999"'}),
        lambda t: Request(f"/v1/elders/{t.elder}", {"phone": "13800000000"}, headers={"If-Match": "*"}),
        lambda t: Request(f"/v1/elders/{t.elder}", {"phone": "x"}, headers=V1),
        lambda t: Request(f"/v1/elders/{t.elder}", {"residence": {"place": VILLAGE}}, headers=V1),
        lambda t: Request(f"/v1/elders/{t.elder}", {}),
        lambda t: Request(f"/v1/elders/{t.elder}", {"name": "x"}, headers=V1 | {"Idempotency-Key": "matrix"}),
    ],
    "transferElder": [
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", _MOVE, headers=V1),
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", {"place": FAR_VILLAGE}, headers=V1),
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", {"place": VILLAGE}, headers={"If-Match": '"v999"'}),
        lambda t: Request(f"/v1/elders/{t.elder}/transfer", _MOVE | {"on": "2026-01-01"}, headers=V1),
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
        lambda t: Request(f"/v1/elders/{t.elder}/assignments/{t.pairing}/ending", {"until": _DAY}, headers=V1),
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
        lambda t: Request(f"/v1/elders/{t.elder}/devices/{t.device}/removal", {"until": _DAY}, headers=V1),
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
        lambda t: Request(f"/v1/elders/{t.elder}/alerts/{t.alert}/acknowledgement", {"finding": "real"}, headers=V1),
        lambda t: Request(f"/v1/elders/{t.elder}/alerts/{t.alert}/acknowledgement", {"finding": "real"}),
    ],
    "endAlert": [lambda t: Request(f"/v1/elders/{t.elder}/alerts/{t.alert}/ending", {}, headers=V1)],
    "urgeFamily": [
        lambda t: Request(f"/v1/elders/{t.elder}/urgings", URGING),
        lambda t: Request(f"/v1/elders/{t.elder}/urgings", URGING, headers={"Idempotency-Key": "matrix"}),
    ],
    "readUrgings": [lambda t: Request(f"/v1/elders/{t.elder}/urgings")],
    "readUrging": [lambda t: Request(f"/v1/elders/{t.elder}/urgings/{t.urging}")],
    "answerUrging": [
        lambda t: Request(f"/v1/elders/{t.elder}/urgings/{t.urging}/answer", ANSWER, headers=V1),
        lambda t: Request(f"/v1/elders/{t.elder}/urgings/{t.urging}/answer", ANSWER),
    ],
    "recordFamilyContact": [
        lambda t: Request(f"/v1/elders/{t.elder}/family-contacts", CONTACT),
        lambda t: Request(f"/v1/elders/{t.elder}/family-contacts", CONTACT | {"external_id": "TAKEN-F"}),
    ],
    "readFamilyContacts": [lambda t: Request(f"/v1/elders/{t.elder}/family-contacts")],
    "readFamilyContact": [lambda t: Request(f"/v1/elders/{t.elder}/family-contacts/{t.contact}")],
    "voidFamilyContact": [
        lambda t: Request(f"/v1/elders/{t.elder}/family-contacts/{t.contact}/void", {"reason": "x"}, headers=V1),
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
        lambda t: Request(f"/v1/elders/{t.elder}/exit-correction", {"left": False, "why": "x"}, headers=V1),
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
        lambda t: Request(at(t), body, headers=V1),
        lambda t: Request(at(t), body),
        lambda t: Request(at(t), body, headers={"If-Match": '"v999"'}),
        lambda t: Request(at(t), body, headers=V1 | {"Idempotency-Key": f"step-{path}"}),
    ]


ABOUT_RECORDS: dict[str, list[Callable[[Things], Request]]] = {
    "makeForms": [
        lambda t: Request("/v1/forms", {"form": "annex4", "visit_id": t.visit}),
        lambda t: Request("/v1/forms", {"form": "annex4", "visit_id": t.visit, "copy": "township", "format": "docx"}),
    ],
    "printVisitPdf": [lambda t: Request(f"/v1/visits/{t.visit}/form.pdf")],
    "printVisitDocx": [lambda t: Request(f"/v1/visits/{t.visit}/form.docx")],
    "verifyRecord": [lambda t: Request(f"/v1/records/{t.codes[1]}")],
    "readVisit": [lambda t: Request(f"/v1/visits/{t.visit}"), lambda t: Request(f"/v1/visits/{t.visit.upper()}")],
    "listVisitVersions": [
        lambda t: Request(f"/v1/visits/{t.visit}/versions"),
        lambda t: Request(f"/v1/visits/{t.visit}/versions", params={"limit": 1}),
    ],
    "correctVisit": [
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION, headers=V1),
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION, headers={"If-Match": '"v999"'}),
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION | {"mode": "other"}, headers=V1),
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION | {"reason": "wrong_elder"}, headers=V1),
        lambda t: Request(f"/v1/visits/{t.visit}/corrections", CORRECTION, headers=V1 | {"Idempotency-Key": "mend"}),
        lambda t: Request(f"/v1/visits/{t.visit.upper()}/corrections", CORRECTION, headers=V1),
    ],
    "voidVisit": [
        lambda t: Request(f"/v1/visits/{t.visit}/void", {"reason": "not_made"}, headers=V1),
        lambda t: Request(f"/v1/visits/{t.visit}/void", {"reason": "not_made"}, headers={"If-Match": '"v999"'}),
        lambda t: Request(f"/v1/visits/{t.visit}/void", {"reason": "other"}, headers=V1 | {"Idempotency-Key": "void"}),
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
    "makeImport": "as the single routes: test_imports.py",
    "readElderTemplate": "names nobody: tests/templates", "readCandidateTemplate": "likewise",
    "readVisitTemplate": "one's own list: tests/templates",
    "listCampaigns": "an office's orders: test_census_campaigns.py", "cancelCampaign": "likewise", "readProgress": "likewise",
    "readProblem": "public documentation", "readSchema": "public documentation",
    "listProblems": "public documentation", "listSchemas": "public documentation",
    "readRoot": "public documentation", "live": "health", "ready": "health", "metrics": "health",
}  # fmt: skip

ANSWER: Body = {"answer": "promised", "on": _DAY}

SOMEBODY = registration()

CORRECTION: Body = {"reason": "wrong_content"} | {k: v for k, v in visit("").items() if k != "elder_id"}

SCOPELESS = ("stats_app",)
