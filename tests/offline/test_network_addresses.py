from ipaddress import IPv4Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.offline.network.addresses import Address, Block, representatives

PUBLIC = Block.parse({"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]})


@pytest.mark.parametrize(
    ("address", "expected"),
    [("9.255.255.255", True), ("10.0.0.0", False), ("10.255.255.255", False), ("11.0.0.0", True), ("2001::1", False)],
)
def test_a_block_ends_where_its_exceptions_begin(address: str, expected: bool):
    assert (Address.parse(address) in PUBLIC) is expected


def test_an_address_may_be_a_block():
    assert Address.parse("fd00::1") in Block.parse({"cidr": "fd00::1/128"})
    assert Address.parse("fd00::2") not in Block.parse({"cidr": "fd00::1/128"})


def test_each_range_that_blocks_tell_apart_has_a_representative():
    found = representatives([Block.parse({"cidr": "10.0.0.0/8"})], [Block.parse({"cidr": "10.1.0.0/16"})])
    assert found == [Address.parse("10.0.0.0"), Address.parse("10.1.0.0"), Address.parse("10.2.0.0")]


def test_the_last_address_has_none_after_it():
    everything = [Block.parse({"cidr": "0.0.0.0/0"}), Block.parse({"cidr": "::/0"})]
    assert representatives(everything, []) == [Address.parse("0.0.0.0"), Address.parse("::")]


def network(address: int, length: int) -> IPv4Network:
    return IPv4Network((address, length), strict=False)


NETWORKS = st.builds(network, st.integers(0, 2**32 - 1), st.integers(0, 32))
BLOCKS = st.builds(Block, NETWORKS, st.lists(NETWORKS, max_size=3).map(tuple))


@given(st.lists(BLOCKS, min_size=1, max_size=3), st.lists(BLOCKS, max_size=4), st.integers(0, 2**32 - 1))
def test_for_every_address_some_representative_lies_in_the_same_blocks(
    within: list[Block], blocks: list[Block], number: int
):
    address = Address(ip_address(number))
    found = representatives(within, blocks)
    assert all(any(each in block for block in within) for each in found)
    if any(address in block for block in within):
        assert [address in block for block in blocks] in [[each in block for block in blocks] for each in found]
