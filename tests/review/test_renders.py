from tests.review.renders import an, render


def test_volume_claims_are_known_by_their_urns():
    claim, other = an("PersistentVolumeClaim", "data"), an("Secret", "data")
    assert render(claim, other).claims == {
        "urn:pulumi:dev::chat::kubernetes:PersistentVolumeClaim::data": claim.manifest
    }
