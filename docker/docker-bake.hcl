# docker buildx bake --file docker/docker-bake.hcl            (both images)
# docker buildx bake --file docker/docker-bake.hcl pgvector
variable "REGISTRY" {
  default = "registry.example.com/homelab"
}

# The release that is built, as in pyproject.toml.
variable "VERSION" {
  default = "unreleased"
}

# Pin it by digest where you build: docker buildx imagetools inspect debian:trixie-20250811-slim
variable "BASE" {
  default = "docker.io/library/debian:trixie-20250811-slim"
}

variable "DOCUMENTDB_URL" {
}

variable "DOCUMENTDB_CHECKSUM" {
}

group "default" {
  targets = ["pgvector", "documentdb"]
}

target "common" {
  context   = "docker"
  platforms = ["linux/amd64", "linux/arm64"]
  args = {
    BASE = BASE
  }
  labels = {
    "org.opencontainers.image.licenses" = "Apache-2.0"
    "org.opencontainers.image.version"  = VERSION
  }
}

target "pgvector" {
  inherits   = ["common"]
  dockerfile = "postgres-pgvector/Dockerfile"
  tags       = ["${REGISTRY}/postgres-pgvector:17-${VERSION}"]
  labels = {
    "org.opencontainers.image.title" = "Postgres 17 with pgvector"
  }
}

target "documentdb" {
  inherits   = ["common"]
  dockerfile = "postgres-documentdb/Dockerfile"
  tags       = ["${REGISTRY}/postgres-documentdb:17-0.107.0-${VERSION}"]
  args = {
    DOCUMENTDB_URL      = DOCUMENTDB_URL
    DOCUMENTDB_CHECKSUM = DOCUMENTDB_CHECKSUM
  }
  labels = {
    "org.opencontainers.image.title" = "Postgres 17 with documentdb"
  }
}
