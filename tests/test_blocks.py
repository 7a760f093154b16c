"""Pairing blocks where the sides differ: summaries, tables left out, omissions, other scripts."""

from __future__ import annotations

import random

import pytest

from termbase.documents.blocks import align_blocks
from termbase.model import Block, Segment

# Paragraphs and their translations into Arabic, of different lengths, some with names and numbers.
PAIRS = [
    ("A router forwards packets between networks.", "يمرر الموجه الحزم بين الشبكات."),
    (
        "Congestion begins when a buffer is full: the router has to drop what arrives, and every sender slows down "
        "for a while before it tries again.",
        "يبدأ الازدحام حين يمتلئ المخزن المؤقت: يضطر الموجه إلى إسقاط ما يصل، ويبطئ كل مرسل مدة قبل أن يحاول من جديد.",
    ),
    ("In 1988 Jacobson described slow start.", "في عام 1988 وصف Jacobson البداية البطيئة."),
    (
        "Throughput is measured at the receiver, where lost packets do not count, and is always lower than the rate "
        "of the link; on a path with a loss of 2 percent it may fall to a third.",
        "يقاس معدل النقل عند المستقبل حيث لا تحسب الحزم المفقودة، وهو دائما أقل من سعة الوصلة، وقد ينخفض إلى الثلث "
        "على مسار نسبة الفقد فيه 2 بالمئة.",
    ),
    ("We close with open questions.", "نختم بأسئلة مفتوحة."),
    (
        "CUBIC and BBR share a link badly when the buffer is small, as measurements with 64 flows have shown.",
        "يتقاسم CUBIC وBBR الوصلة على نحو سيئ حين يكون المخزن صغيرا كما بينت قياسات على 64 تدفقا.",
    ),
]


def blocks(texts: list[str], kind: str = "paragraph") -> list[Block]:
    return [Block(kind, text, number) for number, text in enumerate(texts, 1)]


def paired(segments: list[Segment]) -> list[tuple[int, int]]:
    return [(s.source.line, s.target.line) for s in segments if s.source and s.target and s.score >= 0.5]


def test_a_summary_is_paired_with_the_beginning_that_it_translates() -> None:
    source = blocks([text for text, _ in PAIRS[:4]] + ["[The section goes on]"])
    target = blocks([text for _, text in PAIRS] + ["تلي ذلك تفاصيل أخرى."] * 8)
    assert paired(align_blocks(source, target))[:4] == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_a_table_that_was_left_out_moves_nothing() -> None:
    source = [*blocks([PAIRS[0][0]]), *blocks(["A | 256 | 29.6", "B | 256 | 28.7", "C | 384 | 28.1"], "row")]
    source += blocks([text for text, _ in PAIRS[1:4]])
    target = blocks([text for _, text in PAIRS[:4]])
    assert [t for _, t in paired(align_blocks(source, target))] == [1, 2, 3, 4]
    assert all(s.target is None for s in align_blocks(source, target) if s.source and s.source.kind == "row")


# The fifth is so short that it may pass for a part of the next.
@pytest.mark.parametrize("missing", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("side", [0, 1])
def test_one_block_left_out(missing: int, side: int) -> None:
    sides = [blocks([pair[n] for pair in PAIRS]) for n in (0, 1)]
    del sides[side][missing]
    kept = {(n, n) for n in range(1, len(PAIRS) + 1) if n != missing + 1}
    assert kept <= set(paired(align_blocks(*sides)))


def test_an_ideograph_counts_as_several_letters() -> None:
    source = blocks([text for text, _ in PAIRS[:4]])
    target = blocks([
        "路由器在网络之间转发数据包。",
        "缓冲区满时拥塞就开始了：路由器必须丢弃到达的数据包，每个发送方都会放慢一段时间，然后再次尝试。",
        "1988年，Jacobson描述了慢启动。",
        "吞吐量在接收端测量，丢失的数据包不计算在内，它总是低于链路的速率；在丢包率为2%的路径上，它可能下降到三分之一。",
        "谢谢。",
    ])  # fmt: skip
    assert paired(align_blocks(source, target)) == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_every_block_stands_once_and_in_order() -> None:
    chance = random.Random(4)
    for _ in range(60):
        sides = [
            [Block(chance.choice(["paragraph", "item", "code"]), "x" * chance.randint(0, 60), n) for n in range(length)]
            for length in (chance.randint(0, 12), chance.randint(0, 12))
        ]
        segments = align_blocks(*sides)
        for side, found in zip(sides, ([s.source for s in segments], [s.target for s in segments]), strict=True):
            assert "\n".join(b.text for b in found if b) == "\n".join(b.text for b in side)
        assert all(0 <= s.score <= 1 for s in segments)
