"""A password in a Secret, a greeting in a ConfigMap, and a Service."""

import pulumi
import pulumi_kubernetes as k8s
import pulumi_random as random

config = pulumi.Config()
namespace = config.require("namespace")
password = random.RandomPassword("password", length=24, special=False)
k8s.core.v1.Secret("store", metadata={"namespace": namespace}, string_data={"password": password.result})
k8s.core.v1.ConfigMap("store", metadata={"namespace": namespace}, data={"greeting": config.require("greeting")})
k8s.core.v1.Service("store", metadata={"name": "store", "namespace": namespace}, spec={"ports": [{"port": 80}]})
pulumi.export("password", password.result)
