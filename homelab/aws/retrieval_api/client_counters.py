"""The table in which the API's function counts requests of each client."""

from homelab.aws.retrieval_api.expiring_table import ExpiringTable, create_expiring_table
from homelab.aws.retrieval_api.placement import Placement


def create_client_counters(place: Placement, per_client: int) -> ExpiringTable:
    """Create the table. With its loss, clients begin anew.

    :param per_client: Requests a minute that one client may send.
    """
    table = create_expiring_table(place, "requests")
    return ExpiringTable(
        {"counters_table": table.name, "per_client": str(per_client)},
        [{"sid": "CountRequests", "actions": ["dynamodb:GetItem", "dynamodb:UpdateItem"], "resources": [table.arn]}],
    )
