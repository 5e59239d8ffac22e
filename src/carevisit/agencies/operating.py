"""What the operator's command does to contracts, as the system's own principal."""

from datetime import date
from functools import partial

from .. import accounts
from ..access import CONTRACTS_OF_PLACE
from ..accounts import Refused
from ..database import Sight
from ..etags import Expected
from ..ledger import Ledger
from .contracts import amend_contract

_ANY = Expected(None)


async def end_contract(ledger: Ledger, client_id: str, place: str, on: date) -> int:
    """Set the last day of the contracts that the agency of a client has for a place. Returns how many end by it.

    Raises Refused where one is for other places, too: the supervisor ends it by its id.
    """
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        agency = await accounts.agency_of(keeper, client_id)
        contracts = await keeper.all(CONTRACTS_OF_PLACE, (agency, place, on))
    if agency is None:
        return 0
    if any(row["places"] > 1 for row in contracts):
        raise Refused("a contract for other places, too, is ended over HTTP / 合同还承接其他区域，请通过接口终止")
    for row in contracts:
        end = partial(amend_contract, agency=agency, id=row["id"], changes={"until_on": on}, expected=_ANY, numbers={})
        await accounts.carry_out(ledger, end)
    return len(contracts)
