"""A stand-in for what a pod on EKS asks AWS: EKS' agent for credentials, and Secrets Manager for a secret."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.servers.processes import HOST

KEY_ID = "ASIAEXAMPLEEXAMPLE00"
TOKEN = "token-of-the-pod"


@dataclass
class AWSStandIn:
    """Secrets by ARN."""

    port: int = 0
    secrets: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def environment(self) -> dict[str, str]:
        """Variables of a pod: those that EKS sets, and where Secrets Manager is."""
        return {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://{HOST}:{self.port}/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": TOKEN,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": f"http://{HOST}:{self.port}",
        }


@contextmanager
def running_aws() -> Generator[AWSStandIn]:
    """A stand-in without secrets."""
    aws = AWSStandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/v1/credentials"
            assert self.headers["Authorization"] == TOKEN
            until = "2999-01-01T00:00:00Z"
            self._answer(200, {"AccessKeyId": KEY_ID, "SecretAccessKey": "x", "Token": "x", "Expiration": until})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["X-Amz-Target"] == "secretsmanager.GetSecretValue"
            assert f"Credential={KEY_ID}/" in self.headers["Authorization"]
            if asked["SecretId"] in aws.secrets:
                self._answer(200, {"SecretString": json.dumps(aws.secrets[asked["SecretId"]])})
            else:
                self._answer(400, {"__type": "AccessDeniedException", "message": "not authorized"})

        def _answer(self, status: int, content: dict[str, str]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        aws.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield aws
        finally:
            server.shutdown()
            thread.join()
