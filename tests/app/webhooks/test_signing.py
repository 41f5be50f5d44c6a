"""Signatures, against the vector that the specification's own libraries are tested with."""

from base64 import b64decode

from app.webhooks.signing import headers, new_secret, shown, signature

SECRET = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
ID, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_the_vector_of_the_specification() -> None:
    """Standard Webhooks: as published with `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`."""
    assert signature(SECRET, ID, TIMESTAMP, BODY) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert shown(SECRET) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_id_time_and_body_are_signed() -> None:
    """Another of any of them is another signature."""
    signed = headers(SECRET, ID, TIMESTAMP, BODY)
    assert (signed["webhook-id"], signed["webhook-timestamp"]) == (ID, str(TIMESTAMP))
    others = [("msg_x", TIMESTAMP, BODY), (ID, TIMESTAMP + 1, BODY), (ID, TIMESTAMP, BODY + b" ")]
    assert signed["webhook-signature"] not in [signature(SECRET, *other) for other in others]


def test_a_secret_is_long_and_another_each_time() -> None:
    """24 to 64 bytes, as the specification asks."""
    assert len(new_secret()) == 32
    assert new_secret() != new_secret()
