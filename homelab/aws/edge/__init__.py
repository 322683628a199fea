"""The way from browsers to LibreChat on AWS: DNS, certificates, CloudFront, a web application firewall, a balancer."""
