// Nothing is built of it: the definition of HTTPRoute lies beside its code.
module homelab.invalid/gateway-api

go 1.26.0

require sigs.k8s.io/gateway-api v1.5.0
