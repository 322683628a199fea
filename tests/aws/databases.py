"""What the tests of all servers on AWS need."""

from typing import Any

from homelab.offline import Recording
from tests.aws.recordings import ACCOUNT, only
from tests.objects import Manifest

ARGS: dict[str, Any] = {
    "vpc_id": "vpc-0a1b2c3d",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "client_security_group_ids": ["sg-nodes"],
    "job": {"cluster_name": "production", "namespace": "ai"},
}
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0a1b"
JOB = "kubernetes:batch/v1:Job"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


def pod(recording: Recording) -> Manifest:
    return only(recording, JOB).inputs["spec"]["template"]["spec"]
