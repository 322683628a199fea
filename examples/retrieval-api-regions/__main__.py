"""Answers from the same documents in two regions: a stack each, with its own bucket, store and models.

S3 copies what is stored and deleted in one region to the other one, and back. It refuses to copy to a bucket that is
not there, and copies nothing that was stored before: so both stacks come first, then their names, then documents.

    pulumi stack init eu; pulumi up
    pulumi stack init us; pulumi up
    pulumi config set --stack eu replicate_to "$(pulumi stack output --stack us bucket)"
    pulumi config set --stack us replicate_to "$(pulumi stack output --stack eu bucket)"
    pulumi up --stack eu
    pulumi up --stack us
    aws s3 sync handbook "s3://$(pulumi stack output --stack eu bucket)/documents/"
"""

import pulumi

from homelab.aws import RetrievalApi, RetrievalApiArgs

args: RetrievalApiArgs = {
    # Questions are processed by models of the narrowest geography around it: the EU's, and those of the US.
    "region": pulumi.Config("aws").require("region"),
    "authorization": {"jwt": {"issuer": "https://id.example.com/realms/company", "audiences": ["librechat"]}},
}
if other := pulumi.Config().get("replicate_to"):
    args["replicate_to"] = {"bucket": other}

docs = RetrievalApi("docs", args)
# Clients ask the nearest one.
pulumi.export("url", docs.url)
pulumi.export("bucket", docs.bucket)
