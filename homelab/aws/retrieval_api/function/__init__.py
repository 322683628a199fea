"""What runs in AWS Lambda: documents in, answers out.

The folder is deployed as it is, at its own path. So its modules import each other, the AWS SDK of the runtime, and what
the layer of Powertools for AWS Lambda has, pydantic among it: nothing else of this library.
"""
