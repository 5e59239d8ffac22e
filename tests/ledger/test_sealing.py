"""Sealing: what is sealed opens with its person's key, in its own place, and nowhere else."""

import base64
import json
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from carevisit.ledger import Sealing, Unreadable, unseal
from carevisit.ledger.sealing import seal
from carevisit.settings import Keys

KEYS = Keys.generate("sandbox")
SEALING = Sealing(KEYS)
ELDER, VISITOR = uuid4(), uuid4()
PLAIN = json.dumps({"name": "林阿姨"}).encode()
WHERE = {"subject": ELDER, "version": 3, "kind": "visit.recorded", "person": VISITOR}


def opened(key: AESGCM, ciphertext: bytes, **changes: object) -> bytes:
    return unseal(key, ciphertext, **(WHERE | changes))  # type: ignore[arg-type]


def sealed(key: AESGCM) -> bytes:
    return seal(key, PLAIN, **WHERE)  # type: ignore[arg-type]


@settings(deadline=None)
@given(plain=st.binary(max_size=200))
def test_what_was_sealed_opens_again_and_never_looks_the_same_twice(plain: bytes) -> None:
    key, _ = SEALING.new_key(VISITOR)
    first, second = (seal(key, plain, **WHERE) for _ in range(2))  # type: ignore[arg-type]
    assert first != second
    assert opened(key, first) == opened(key, second) == plain
    assert first[0] == second[0] == 1  # the algorithm's number


def test_another_persons_key_does_not_open_it() -> None:
    key, other = SEALING.new_key(VISITOR)[0], SEALING.new_key(VISITOR)[0]
    with pytest.raises(Unreadable):
        opened(other, sealed(key))


@pytest.mark.parametrize(
    "moved", [{"version": 4}, {"subject": uuid4()}, {"kind": "risk.reported"}, {"person": ELDER}], ids=lambda m: next(iter(m))
)  # fmt: skip
def test_a_part_moved_elsewhere_does_not_open(moved: dict[str, object]) -> None:
    key, _ = SEALING.new_key(VISITOR)
    ciphertext = sealed(key)
    assert opened(key, ciphertext) == PLAIN
    with pytest.raises(Unreadable):
        opened(key, ciphertext, **moved)


def test_what_it_belongs_to_can_not_be_read_two_ways() -> None:
    """`1|12` and `11|2` must not be the same place."""
    key, _ = SEALING.new_key(VISITOR)
    ciphertext = seal(key, PLAIN, ELDER, 1, "2|visit", VISITOR)
    with pytest.raises(Unreadable):
        unseal(key, ciphertext, ELDER, 12, "visit", VISITOR)


@settings(deadline=None)
@given(data=st.data())
def test_a_flipped_bit_anywhere_behind_the_algorithm_is_noticed(data: st.DataObject) -> None:
    key, _ = SEALING.new_key(VISITOR)
    ciphertext = bytearray(sealed(key))
    ciphertext[data.draw(st.integers(1, len(ciphertext) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        opened(key, bytes(ciphertext))


def test_an_algorithm_that_is_not_ours_is_refused() -> None:
    key, _ = SEALING.new_key(VISITOR)
    with pytest.raises(Unreadable):
        opened(key, b"\x02" + sealed(key)[1:])


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20, -1])
def test_a_part_cut_short_is_unreadable(length: int) -> None:
    key, _ = SEALING.new_key(VISITOR)
    with pytest.raises(Unreadable):
        opened(key, sealed(key)[:length])


def test_a_persons_key_unwraps_for_that_person_only() -> None:
    key, wrapped = SEALING.new_key(VISITOR)
    assert opened(SEALING.unwrap(VISITOR, wrapped), sealed(key)) == PLAIN
    with pytest.raises(Unreadable):
        SEALING.unwrap(ELDER, wrapped)
    for broken in (wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"\x01\x09" + wrapped[2:], b"", wrapped[:1]):
        with pytest.raises(Unreadable):
            SEALING.unwrap(VISITOR, broken)


def test_another_deployment_can_not_unwrap_it() -> None:
    _, wrapped = SEALING.new_key(VISITOR)
    with pytest.raises(Unreadable):
        Sealing(Keys.generate("sandbox")).unwrap(VISITOR, wrapped)


def test_after_a_new_wrapping_key_old_keys_still_unwrap_and_new_ones_use_it() -> None:
    key, wrapped = SEALING.new_key(VISITOR)
    fresh = SecretStr(base64.b64encode(b"n" * 32).decode())
    newer = Sealing(KEYS.model_copy(update={"wrapping": {**KEYS.wrapping, 2: fresh}}))
    assert opened(newer.unwrap(VISITOR, wrapped), sealed(key)) == PLAIN
    assert (wrapped[1], newer.new_key(VISITOR)[1][1]) == (1, 2)
    with pytest.raises(Unreadable):
        SEALING.unwrap(VISITOR, newer.new_key(VISITOR)[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lin A-yi", "ＬＩＮ ａｙｉ"), ("林阿姨", " 林 阿\u3000姨 "), 
        ("99999919461104002x", "９９９９９９１９４６１１０４００２Ｘ"),
        ("138 0000 0000", "138-0000-0000"), ("阿依古丽·买买提", "阿依古丽•买买提"), ("カ", "ｶ"),
    ],
)  # fmt: skip
def test_spellings_that_mean_the_same_have_the_same_tag(one: str, other: str) -> None:
    assert SEALING.tag("name", one) == SEALING.tag("name", other)


@pytest.mark.parametrize(("one", "other"), [("林阿姨", "林阿怡"), ("13800000000", "13800000001"), ("林", "林林")])
def test_other_words_have_other_tags(one: str, other: str) -> None:
    assert SEALING.tag("name", one) != SEALING.tag("name", other)


def test_a_tag_belongs_to_its_field_its_key_and_its_keys_number() -> None:
    tag = SEALING.tag("name", "1")
    assert tag != SEALING.tag("phone", "1")
    assert tag != Sealing(Keys.generate("sandbox")).tag("name", "1")
    renumbered = KEYS.model_copy(update={"search": {2: KEYS.search[1]}})
    assert tag != Sealing(renumbered).tag("name", "1")
    assert len(tag) == 32


def test_a_fingerprint_knows_a_body_again_and_only_with_the_key() -> None:
    body = b'{"note":"x"}'
    assert SEALING.fingerprint(body) == SEALING.fingerprint(bytes(body)) == Sealing(KEYS).fingerprint(body)
    assert SEALING.fingerprint(body) != SEALING.fingerprint(body + b" ")
    assert SEALING.fingerprint(body) != Sealing(Keys.generate("sandbox")).fingerprint(body)


def test_no_key_shows_itself_when_it_is_printed() -> None:
    secrets = [s.get_secret_value() for s in (*KEYS.wrapping.values(), *KEYS.search.values(), KEYS.root)]
    assert not any(secret in f"{KEYS!r}{KEYS}{SEALING!r}{SEALING.__dict__}" for secret in secrets)
    assert UUID(str(ELDER)) == ELDER
