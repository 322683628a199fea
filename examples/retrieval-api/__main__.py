"""Answers from documents, for development: nothing runs, and little is paid, while nobody asks.

Whoever has a role of the account and may invoke the API asks with signed requests:

    python -m homelab.aws.retrieval_api ask "Who may approve a purchase?" --iam --endpoint "$(pulumi stack output url)"
"""

import pulumi

from homelab.aws import RetrievalApi

docs = RetrievalApi(
    "docs",
    {
        "region": pulumi.Config("aws").require("region"),
        "authorization": {"iam": True},
        # What is tried out can be deleted with the stack.
        "retain": False,
        "log_retention_days": 7,
    },
)

pulumi.export("url", docs.url)
# aws s3 sync handbook "s3://$(pulumi stack output bucket)/documents/"
pulumi.export("bucket", docs.bucket)
