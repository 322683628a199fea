"""What can be said of recorded resources of AWS without an account: kinds, permissions, and what they cost.

Nothing here imports pulumi_aws.
"""
