"""Which blocks of a text are entries of a list of references."""

from __future__ import annotations

import pytest

from termbase.checks.bibliography import is_reference


@pytest.mark.parametrize(
    "entry",
    [
        '[1] "Packets and Buffers", Ada Smith, Bulletin of Networks, 1999. http://a.example/1',
        '[2] "Buffer (networks)", an encyclopedia. https://a.example/buffer',
        "[Smi99] Smith, A. Packets. A Publisher, 1999.",
        "Smith, A. B. and Jones, C. (2014). Packets and buffers. Springer.",
        "**Smith, A.B. (2014).** Packets and buffers. Bulletin, 12(4):34.",
        '3. **Smith, A., & Jones, C.** (1960). "Packets." Bulletin, 7(3), 201-215.',
        "Smith, A.B., Packets and buffers, Technological University, Sept. 1965.",
        "A. Smith and B. Jones, *Packets*, Higher Networks 1 (2017), no. 1, 147–224.",
        "Ada-Maria Smith, *Packets*, Journal of Networks 174 (2002), no. 1, 43–82.",
        "4. Smith, A. (2001). Пакеты. Москва.",
        "(5) Müller, Ä. (1987). Pakete und Puffer. Ein Verlag.",
    ],
)
def test_entries(entry: str) -> None:
    assert is_reference(entry)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[4] showed in 1998 that packets are lost, see https://a.example.",
        "[Smi99] proposes a buffer of 12 packets.",
        "1. In 1998 the first packet was sent.",
        "A. M. Turing (1936) showed that machines can compute, and J. Smith (1999) that they stop.",
        "Smith and Jones (1999) describe packets on pages 4–9.",
        "“Packets” were named in 1965, says the report.",
        "3. The buffer holds 1999 packets, e.g. in 2(4) and 12–15.",
        "The results, *as expected*, were better in 1999 than before.",
        "J. Smith likes packets.",
    ],
)
def test_sentences(text: str) -> None:
    assert not is_reference(text)
