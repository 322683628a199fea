// Nothing is built of it: the definitions of External Secrets lie beside its code.
module homelab.invalid/external-secrets

go 1.26.0

require github.com/external-secrets/external-secrets v1.3.2
