// Nothing is built of it: the definitions of ServiceMonitor, PodMonitor and PrometheusRule lie beside its code.
module homelab.invalid/prometheus-operator

go 1.26.0

require github.com/prometheus-operator/prometheus-operator v0.85.0
