# VERSION=0.1.0 IMAGE=registry.example.org/team/sflow-runtime docker buildx bake -f src/agent/image/docker-bake.hcl --push

variable "IMAGE" {
  default = "sflow-runtime"
}

variable "VERSION" {
  default = "dev"
}

# Another base than that of the Dockerfile.
variable "BASE" {
  default = null
}

group "default" {
  targets = ["runtime"]
}

target "runtime" {
  context    = "."
  dockerfile = "src/agent/image/Dockerfile"
  platforms  = ["linux/amd64", "linux/arm64"]
  tags       = ["${IMAGE}:${VERSION}"]
  args = {
    BASE = BASE
  }
  labels = {
    "org.opencontainers.image.title"    = "sflow-runtime"
    "org.opencontainers.image.version"  = VERSION
    "org.opencontainers.image.licenses" = "Apache-2.0"
  }
  attest = ["type=provenance,mode=max", "type=sbom"]
}
