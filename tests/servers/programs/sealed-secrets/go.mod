// The controller's own decryption, and the definition of SealedSecret.
module homelab.invalid/sealed-secrets

go 1.26.8

require github.com/bitnami/sealed-secrets v0.40.0

require (
	golang.org/x/crypto v0.56.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
)

// Its go.mod has this name, and is found under the other one.
replace github.com/bitnami/sealed-secrets => github.com/bitnami-labs/sealed-secrets v0.40.0
