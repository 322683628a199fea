"""PostgresDatabase: Postgres with pgvector on RDS, or on Aurora Serverless."""

import pulumi
import pulumi_aws as aws

from homelab.arguments import check
from homelab.aws.account import current_account
from homelab.aws.certificates import trusted_certificates
from homelab.aws.component import after
from homelab.aws.database_job import CA_FILE, DatabaseProtocol, Master, Preparation, create_database_job
from homelab.aws.postgres_database.args import PostgresDatabaseArgs, PostgresKind
from homelab.aws.postgres_database.aurora import AuroraCluster
from homelab.aws.postgres_database.instance import RdsInstance
from homelab.aws.postgres_database.server import RdsServer
from homelab.aws.server import ServerComponent, check_identifier, create_identifier
from homelab.components.passwords import INITIAL_PASSWORD_LENGTH, generate_password
from homelab.components.pgvector import PgVectorServerArgs
from homelab.components.pgvector.component import DATABASE, ROLE
from homelab.components.postgres import PORT

SSL_MODE = "verify-full"


class PostgresDatabase(ServerComponent):
    """Postgres with pgvector for the RAG API's embeddings, in private subnets, encrypted, with backups.

    ```python
    database = PostgresDatabase("vectors", {
        "vpc_id": "vpc-0a1b2c3d",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "client_security_group_ids": [cluster.node_security_group_id],
        "job": {"cluster_name": "production", "namespace": "ai"},
    })
    AIWorkspace("ai", {"pgvector": database.pgvector, ...})
    ```

    AWS keeps the master's password in Secrets Manager, and changes it every week. Only a Job reads it, which creates
    the extension ``vector`` and a role that owns its database and nothing else. The workspace has that role.

    **Cost**: hours of the instance's class, twice with ``multi_az``, and GiB of gp3, or capacity units and GiB of
    Aurora; backups beyond the size of the database; logs in CloudWatch.
    """

    pgvector: PgVectorServerArgs
    """The database, for ``pgvector`` of `AIWorkspace`. Its host is known once the Job is through."""
    identifier: pulumi.Output[str]
    """Identifier of the instance; for Aurora of the cluster."""
    arn: pulumi.Output[str]
    """ARN of the instance; for Aurora of the cluster."""
    security_group_id: pulumi.Output[str]
    """Security group of the server."""
    master_secret_arn: pulumi.Output[str]
    """ARN of the secret with the master's name and password, for an administrator."""

    def __init__(self, name: str, args: PostgresDatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(PostgresDatabaseArgs, args, f"PostgresDatabase {name!r}")
        check_identifier(f"PostgresDatabase {name!r}", name, 63)
        super().__init__(name, args, opts)
        self.identifier = create_identifier(name, self)
        group = self._create_security_group(args, f"Postgres of {name}", PORT)
        server = self._create_server(args, group)
        password = generate_password(
            f"{name}-password", INITIAL_PASSWORD_LENGTH, self, rotation=args.get("password_rotation", 0)
        )
        account = current_account(self, self._region)
        ca_pem = trusted_certificates(account.region, args.get("ca_pem"))
        job = create_database_job(
            self,
            name,
            args["job"],
            Preparation(DatabaseProtocol.POSTGRES, PORT, ROLE, password, DATABASE, _variables(server), ca_pem),
            master=Master(server.master_secret_arn, args.get("kms_key_arn")),
            account=account,
            region=self._region,
            tags=self._tags,
        )

        self.arn = server.arn
        self.security_group_id = group.id
        self.master_secret_arn = server.master_secret_arn
        self.pgvector = {
            "external": {
                "host": after(server.host, job),
                "port": PORT,
                "database": DATABASE,
                "username": ROLE,
                "password": password,
                "sslmode": SSL_MODE,
                "ca_pem": ca_pem,
            }
        }
        self.register_outputs({"identifier": self.identifier})

    def _create_server(self, args: PostgresDatabaseArgs, group: aws.ec2.SecurityGroup) -> RdsServer:
        kinds = {PostgresKind.RDS: RdsInstance, PostgresKind.AURORA_SERVERLESS: AuroraCluster}
        kind = kinds[PostgresKind(args.get("kind", PostgresKind.RDS))]
        return kind(self._name, args, self._options(), identifier=self.identifier, security_group=group)


def _variables(server: RdsServer) -> dict[str, pulumi.Input[str]]:
    """Variables of the Job: libpq's own, and the version, with which it runs again after an upgrade."""
    return {
        "PGHOST": server.host,
        "PGPORT": str(PORT),
        "PGSSLMODE": SSL_MODE,
        "PGSSLROOTCERT": CA_FILE,
        "SERVER_VERSION": server.version,
    }
