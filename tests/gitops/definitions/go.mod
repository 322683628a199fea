// Nothing is built of it: the definitions of Application and Kustomization lie beside their controllers' code.
module homelab.invalid/gitops

go 1.26.0

require (
	github.com/argoproj/argo-cd/v3 v3.2.0
	github.com/fluxcd/kustomize-controller v1.7.3
)
