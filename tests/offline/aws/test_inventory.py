import pulumi
import pulumi_aws as aws

from homelab.offline import record
from homelab.offline.aws.inventory import Inventory, inventory


class Store(pulumi.ComponentResource):
    def __init__(self, name: str):
        super().__init__("test:index:Store", name)
        child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(name, opts=child)
        aws.s3.Bucket(f"{name}-logs", opts=child)
        aws.s3.BucketVersioning(
            name,
            bucket=bucket.id,
            versioning_configuration={"status": "Enabled"},
            opts=pulumi.ResourceOptions(parent=bucket),
        )


def test_kinds_are_counted_by_the_component_they_belong_to():
    def program() -> None:
        Store("files")
        aws.kms.Key("own")
        aws.kms.Key.get("existing", "1234")

    found = sorted(inventory(record(program).resources), key=lambda each: each.component)
    assert found == [
        Inventory("files", {"s3.Bucket": 2, "s3.BucketVersioning": 1}),
        Inventory("own", {"kms.Key": 1}),
    ]
