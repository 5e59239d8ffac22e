"""Strangers, and what they must not learn of: Lin Ayi of Meiyang, her records, and somebody else everywhere."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from uuid_utils.compat import uuid7

from agencies.hired import credit_code
from attachments.files import JPEG, attached
from carevisit import clock
from carevisit.printing import Codes, Form, Printed
from conftest import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World

Body = dict[str, Any]
DAY = (clock.today() - timedelta(days=3)).isoformat()
ABSENT: str = str(uuid7())
LARGEST = 65_536  # bytes of a file: so little that one that is too large is soon sent
PAIRING: Body = {"to": {"account": str(uuid7())}, "kind": "grid", "from": DAY}
DEVICE: Body = {"kind": "sos_button", "from": DAY, "note": "阿秘密"}
ALERT: Body = {"kind": "low_battery", "at": clock.now().isoformat(), "note": "阿秘密"}
URGING: Body = {"by": "guide", "how": "phone", "on": DAY, "whom": "阿秘密"}
CONTACT: Body = {
    "mode": "phone", "at": clock.now().isoformat(), "duration_minutes": 3, "whom": "阿秘密", "confirmed_by": "elder",
}  # fmt: skip
ACTION: Body = {"on": DAY, "what": "家庭医生上门秘密"}
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
RECORD_STRANGERS = STRANGERS | {"rival_agency": "another agency of the village"}


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
    job: str = ABSENT  # the guide's
    account: str = ""
    client: str = ""
    agency: str = ""
    contract: str = ""
    attachments: tuple[str, str, str] = ("", "", "")  # of the visit, the need, the risk
    codes: tuple[str, str] = ("", "")  # on the elder's printed file, on the visit's printed record


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


def staged(world: World) -> Scene:
    """The scene, in a fresh world."""
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
    invited = {"role": "liaison", "place": VILLAGE, "name": "阿秘密", "login": "secret-login"}
    here.account = world.as_("guide").post("/v1/accounts", json=invited).json()["id"]
    app = {"role": "app", "name": "阿秘密", "places": [VILLAGE]}
    here.client = world.as_("supervisor").post("/v1/clients", json=app).json()["id"]
    agency = {"name": "阿秘密", "credit_code": credit_code(), "contact": {"name": "阿秘密", "phone": "13800000003"}}
    here.agency = world.as_("supervisor").post("/v1/agencies", json=agency).json()["id"]
    signed = {"places": [VILLAGE], "from": DAY}
    here.contract = world.as_("supervisor").post(f"/v1/agencies/{here.agency}/contracts", json=signed).json()["id"]
    records = (f"visits/{here.visit}", f"needs/{here.need}", f"risks/{here.risk}")
    first, second, third = (attached(world, "agency", record, JPEG, "阿秘密.jpg")["id"] for record in records)
    here.attachments = first, second, third
    here.job = world.as_("guide").post("/v1/exports", json={"kind": "visits", "format": "csv"}).json()["id"]
    codes = Codes(world.keys)
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
        account=str(uuid7()),
        client=str(uuid7()),
        agency=str(uuid7()),
        contract=str(uuid7()),
        attachments=(ABSENT, str(uuid7()), str(uuid7())),
    )  # type: ignore[misc]
    for things in (here, random):
        things.codes = (
            codes.code(Printed(Form.ANNEX_3, None, 1, UUID(things.elder))),
            codes.code(Printed(Form.ANNEX_4, None, 1, UUID(things.visit))),
        )
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
            here.account,
            here.client,
            here.agency,
            here.contract,
            "secret-login",
        },
    )
