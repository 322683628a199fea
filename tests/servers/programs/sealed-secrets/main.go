// Unseals a value as the controller of Sealed Secrets does: label and private key are arguments, the value is the input.
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"os"

	"github.com/bitnami/sealed-secrets/pkg/crypto"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	block, _ := pem.Decode(must(os.ReadFile(os.Args[2])))
	key := must(x509.ParsePKCS8PrivateKey(block.Bytes)).(*rsa.PrivateKey)
	sealed := must(base64.StdEncoding.DecodeString(string(must(io.ReadAll(os.Stdin)))))
	opened := must(crypto.HybridDecrypt(rand.Reader, map[string]*rsa.PrivateKey{"": key}, sealed, []byte(os.Args[1])))
	must(os.Stdout.Write(opened))
}
