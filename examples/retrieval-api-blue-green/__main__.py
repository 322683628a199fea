"""Answers from documents by two stacks, of which clients ask one: blue answers, green is what shall answer next.

For what a canary cannot try, as it needs an index of its own: another store, other dimensions, another size of chunks.
S3 copies what is stored and deleted in blue's bucket to green's, and `aws s3 sync` what was there before:

    pulumi stack init blue; pulumi up
    pulumi stack init green; pulumi up
    pulumi config set --stack blue replicate_to "$(pulumi stack output --stack green bucket)"
    pulumi up --stack blue
    aws s3 sync "s3://$(pulumi stack output --stack blue bucket)" "s3://$(pulumi stack output --stack green bucket)"

When green answers as it should, clients change over: LibreChat of ../retrieval-api-librechat by its configuration. From
then on, S3 copies green's documents to blue as well, so that the way back is the last two commands with blue's URL:

    pulumi config set --stack green replicate_to "$(pulumi stack output --stack blue bucket)"
    pulumi up --stack green
    pulumi config set --cwd ../retrieval-api-librechat retrieval-api-url "$(pulumi stack output --stack green url)"
    pulumi up --cwd ../retrieval-api-librechat

When nobody goes back any more:

    pulumi config rm --stack green replicate_to
    pulumi up --stack green
    pulumi config set --stack blue retain false
    pulumi up --stack blue
    pulumi destroy --stack blue
"""

import pulumi

from homelab.aws import RetrievalApi, RetrievalApiArgs, StoreKind

config = pulumi.Config()
args: RetrievalApiArgs = {
    "region": pulumi.Config("aws").require("region"),
    "authorization": {"jwt": {"issuer": "https://id.example.com/realms/company", "audiences": ["librechat"]}},
    "store": {"kind": StoreKind(config.require("store"))},
    "chunk_characters": config.require_int("chunk_characters"),
    "retain": config.get_bool("retain", True),
}
if other := config.get("replicate_to"):
    args["replicate_to"] = {"bucket": other}

docs = RetrievalApi("docs", args)
pulumi.export("url", docs.url)
pulumi.export("bucket", docs.bucket)
