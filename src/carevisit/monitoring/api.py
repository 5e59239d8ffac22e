"""How to watch over elders with devices over HTTP: the devices, their signs of life, their alerts."""

from typing import Annotated, Any, LiteralString
from uuid import UUID

from fastapi import APIRouter

from .. import clock
from ..access import READERS, STAFF, Role
from ..answers import CHANGE, NEW_VERSION, NO_KEY, VERSION
from ..desk import Desk, PlaceCode, Reading, desk_for, first
from ..errors import AlertNotFound, DeviceNotFound
from ..listing import Cursor, Limit, ListQuery
from ..policy import FAR, AlertKind, AlertState
from ..wire import StrictRoute
from .actions import acknowledge_alert, end_alert, place_device, raise_alert, remove_device
from .facts import AlertAcknowledged, AlertRaised, DevicePlaced
from .sheets import (
    Acknowledgement,
    AlertList,
    AlertSheet,
    AlertShown,
    DeviceList,
    DeviceRemoval,
    DeviceSheet,
    DeviceShown,
    Ending,
    SignsReceipt,
    SignsSheet,
)
from .signs import hear

router = APIRouter(prefix="/v1", tags=["monitoring"], route_class=StrictRoute)
Poster = Annotated[Desk, desk_for("alerts:write", *STAFF, Role.PLATFORM, Role.APP)]
FileReader = Annotated[Desk, desk_for("elders:read")]
Reader = Annotated[Desk, desk_for("elders:read", *READERS, Role.APP)]

_DEVICES: LiteralString = """
SELECT d.id, d.elder_id, d.version, d.revision, d.kind, d.external_id, d.quiet_hours, d.from_on AS "from",
  d.until_on AS "until", greatest(d.alerted_at, s.heard_at) AS last_heard_at, q.since AS quiet_since, d.recorded_at
FROM device d LEFT JOIN device_sign s ON s.device_id = d.id
  LEFT JOIN device_quiet q ON q.elder_id = d.elder_id AND q.device_id = d.id WHERE d.elder_id = %s
"""
_ALERTS: LiteralString = "SELECT a.* FROM alert a"
_NAMES: LiteralString = "SELECT id, account_name(id) AS name FROM unnest(%s::uuid[]) id"


@router.post(
    "/elders/{elder_id}/devices",
    status_code=201,
    operation_id="placeDevice",
    responses=NEW_VERSION,
    summary="Place a device · 安装监测设备",
)
async def place(elder_id: UUID, sheet: DeviceSheet, desk: Poster) -> DeviceShown:
    numbers = desk.numbers(sheet, f"xd:{sheet.external_id}" if sheet.external_id else None)
    written = await desk.write(lambda book: place_device(book, elder_id, sheet, numbers))
    desk.headers["Location"] = f"/v1/elders/{elder_id}/devices/{written.id}"
    return await _device(desk, elder_id, written.id)


@router.get("/elders/{elder_id}/devices", operation_id="readDevices", summary="An elder's devices · 监测设备列表")
async def list_devices(elder_id: UUID, desk: FileReader) -> DeviceList:
    await desk.must_see(elder_id)
    async with desk.reading(desk.elders) as read:
        rows = await read.all(f"{_DEVICES} ORDER BY d.from_on DESC, d.id DESC", (elder_id,))
        rows = await read.with_words(rows, DevicePlaced.kind)
    return DeviceList(items=[_device_shown(row) for row in rows], next_cursor=None)


@router.get(
    "/elders/{elder_id}/devices/{device_id}",
    operation_id="readDevice",
    responses=VERSION,
    summary="Read a device · 查看监测设备",
)
async def read_device(elder_id: UUID, device_id: UUID, desk: FileReader) -> DeviceShown:
    return await _device(desk, elder_id, device_id)


@router.post(
    "/elders/{elder_id}/devices/{device_id}/removal", status_code=201, operation_id="removeDevice", responses=CHANGE,
    summary="Remove a device · 拆除监测设备",
)  # fmt: skip
async def remove(elder_id: UUID, device_id: UUID, sheet: DeviceRemoval, desk: Poster) -> DeviceShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: remove_device(book, elder_id, device_id, sheet, expected, numbers))
    return await _device(desk, elder_id, device_id)


@router.post(
    "/devices/signs", operation_id="hearDevices", openapi_extra=NO_KEY, summary="Signs of life of devices · 设备心跳"
)
async def hear_devices(sheet: SignsSheet, desk: Poster) -> SignsReceipt:
    return await hear(desk.office.database, desk.actor, sheet.signs, clock.now())


@router.post(
    "/elders/{elder_id}/alerts",
    status_code=201,
    operation_id="raiseAlert",
    responses=NEW_VERSION,
    summary="Post an alert · 提交告警",
)
async def post_alert(elder_id: UUID, sheet: AlertSheet, desk: Poster) -> AlertShown:
    numbers = desk.numbers(sheet, f"xa:{sheet.external_id}" if sheet.external_id else None)
    written = await desk.write(lambda book: raise_alert(book, elder_id, sheet, numbers))
    desk.headers["Location"] = f"/v1/elders/{elder_id}/alerts/{written.id}"
    return await _alert(desk, elder_id, written.id)


@router.get("/elders/{elder_id}/alerts", operation_id="readAlerts", summary="An elder's alerts · 服务对象的告警")
async def elders_alerts(
    elder_id: UUID,
    desk: Reader,
    state: AlertState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> AlertList:
    await desk.must_see(elder_id)
    return await _alerts(desk, {"elder_id": elder_id, "state": state}, limit, cursor)


@router.get("/alerts", operation_id="listAlerts", summary="List alerts · 告警列表")
async def list_alerts(
    desk: Reader,
    place: PlaceCode = None,
    elder_id: UUID | None = None,
    kind: AlertKind | None = None,
    state: AlertState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> AlertList:
    filters = {"place": place, "elder_id": elder_id, "kind": kind, "state": state}
    return await _alerts(desk, filters, limit, cursor)


@router.get(
    "/elders/{elder_id}/alerts/{alert_id}",
    operation_id="readAlert",
    responses=VERSION,
    summary="Read an alert · 查看告警",
)
async def read_alert(elder_id: UUID, alert_id: UUID, desk: Reader) -> AlertShown:
    return await _alert(desk, elder_id, alert_id)


@router.post(
    "/elders/{elder_id}/alerts/{alert_id}/acknowledgement", status_code=201, operation_id="acknowledgeAlert", responses=CHANGE,
    summary="Acknowledge an alert · 确认告警",
)  # fmt: skip
async def acknowledge(elder_id: UUID, alert_id: UUID, sheet: Acknowledgement, desk: Poster) -> AlertShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: acknowledge_alert(book, elder_id, alert_id, sheet, expected, numbers))
    return await _alert(desk, elder_id, alert_id)


@router.post(
    "/elders/{elder_id}/alerts/{alert_id}/ending", status_code=201, operation_id="endAlert", responses=CHANGE,
    summary="End an alert · 解除告警",
)  # fmt: skip
async def end(elder_id: UUID, alert_id: UUID, sheet: Ending, desk: Poster) -> AlertShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: end_alert(book, elder_id, alert_id, sheet, expected, numbers))
    return await _alert(desk, elder_id, alert_id)


async def _device(desk: Desk, elder: UUID, id: UUID) -> DeviceShown:
    async def look(read: Reading) -> DeviceShown | None:
        rows = await read.all(f"{_DEVICES} AND d.id = %s", (elder, id))
        return first([_device_shown(row) for row in await read.with_words(rows, DevicePlaced.kind)])

    shown = await desk.find(DeviceNotFound, look, elder=elder, sights=(desk.elders,))
    desk.mark_version(shown.version)
    return shown


def _device_shown(row: dict[str, Any]) -> DeviceShown:
    until = None if row["until"] == FAR else row["until"]
    return DeviceShown.model_validate({**row, "until": until, "version": row["revision"]})


async def _alerts(desk: Desk, filters: dict[str, Any], limit: int, cursor: str | None) -> AlertList:
    query = ListQuery(desk, {"id": "a.id"}, filters, limit, cursor, descending=True)
    query.equal("a", "elder_id", "kind", "state")
    rows = await query.records(_ALERTS, "a", AlertRaised.kind, place=filters.get("place"))
    async with desk.reading(desk.elders) as read:
        return query.answer(AlertList, await _acknowledged(read, rows))


async def _alert(desk: Desk, elder: UUID, id: UUID) -> AlertShown:
    async def look(read: Reading) -> AlertShown | None:
        rows = await read.all(f"{_ALERTS} WHERE a.elder_id = %s AND a.id = %s", (elder, id))
        return first(await _acknowledged(read, await read.with_words(rows, AlertRaised.kind)))

    shown = await desk.find(AlertNotFound, look, elder=elder)
    desk.mark_version(shown.version)
    return shown


async def _acknowledged(read: Reading, rows: list[dict[str, Any]]) -> list[AlertShown]:
    """The rows with their acknowledgements and the text; a reader who may not know these sees the alerts as raised."""
    known = await read.known([(row["elder_id"], row["acknowledged_version"]) for row in rows])
    looked = [row for row in rows if (row["elder_id"], row["acknowledged_version"]) in known]
    for row in rows:
        if row not in looked:
            row |= {"state": AlertState.RAISED, "ended_at": None}
    words = await read.unseal(
        [(row["elder_id"], row["acknowledged_version"], AlertAcknowledged.kind) for row in looked]
    )
    accounts = list({row["acknowledged_by"] for row in looked})
    names = {row["id"]: row["name"] for row in await read.all(_NAMES, (accounts,))} if accounts else {}
    for row in looked:
        part = words.get((row["elder_id"], row["acknowledged_version"]), {}).get(row["elder_id"], {})
        row["acknowledged"] = {
            "finding": row["finding"], "at": row["acknowledged_at"], "account": row["acknowledged_by"],
            "name": names[row["acknowledged_by"]], "by": None, "note": None, **part,
        }  # fmt: skip
    return [
        AlertShown.model_validate({"acknowledged": None, **row, "at": row["happened_at"], "version": row["revision"]})
        for row in rows
    ]
