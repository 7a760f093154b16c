"""English expressions of several words that mean no more than a function word: *in addition*, *with respect to*.

Complex prepositions and conjunctions, linking adverbials and verbs with a fixed noun, as grammars of English list them
(Quirk, Greenbaum, Leech and Svartvik 1985, ch. 8 and 9). Written by hand, not read off any text. The nouns in them name
nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, product

WORD = re.compile(r"\w+")
# A slash separates words that may stand in one place; a hyphen among them says that it may be empty.
_EXPRESSIONS = """
above all; according to; after all; again and again; ahead of; all at once; all in all; all of a sudden; all the
same/time; and so forth/on; as a consequence/matter/result/rule/whole; as a consequence/result of; as a matter of
fact; as a whole; as far as; as long as; as opposed to; as regards; as soon as; as usual; as well; as well as; at a
glance/time; at any rate; at best/first/hand/issue/large/last/least/length/most/once/present/stake/times/worst; at
first glance/sight; at its best; at odds/variance with; at one/that/the/this point/stage/time; at the
beginning/cost/end/expense/hands/start/time of; at the least/latest/moment; at the same time; back and forth; because
of; by and large; by chance/comparison/contrast/definition/far/itself/themselves; by dint/means/reason/virtue/way of;
by no means; by the time/way; close to; contrary to; de facto; depending on; due to; et cetera; except for; far from;
first of all; for a/some while/time; for example/instance/now/sure; for lack/want of; for that matter; for the
first/last time; for the most part; for the purpose/purposes/sake of; for the time being; for this/that/these/those/-
purpose/purposes/reason/reasons; in a nutshell/row/sense; in a/the same/similar/different manner/way; in
a/the/this/that/such manner/way; in accord/accordance/agreement/association/combination/common/comparison with; in
addition; in addition/comparison/contrast/regard/relation/reference/respect/response to; in advance; in
aid/back/case/charge/consideration/course/favor/favour/front/lieu/light/need/place/pursuit/quest/respect/search/spite
of; in all/any/some/many/most/other/such/that/these/this/those/both case/cases; in any event; in
brief/case/conclusion/consequence/contrast/detail/effect/essence/fact/full/general/itself/themselves/mind/order; in
case that; in compliance/conformity/conjunction/connection/contact/contrast/keeping/line/step/touch with; in
exchange/preparation/return for; in no time; in order for/that/to; in other words; in
part/particular/passing/place/practice/principle/private/progress/public/question/reality/retrospect/return/short/sum;
in recent/later years; in so far as; in such a way that; in summary/theory/time/total/truth/turn/use/vain; in
support/terms/view of; in term of; in that/this/these/those/all/many/some/several respect/respects/regard; in the
absence/aftermath/aid/case/context/course/event/eyes/face/form/interest/interests/light/middle/midst/name/order of; in
the end/event/future/past/meantime/process/works; in the event/sense that; in the first/second/last place; in the
long/short run/term; in the presence/process/sense/vicinity/wake/way of; instead of; inter alia; irrespective of; let
alone; little by little; no doubt; no longer; no matter; no sooner; of course; of late; of the order of; on a/the
regular/daily/weekly/monthly/yearly basis; on account/behalf/top of; on average/balance/board/hand/occasion/purpose;
on no account; on one/the one/other hand; on the average/contrary/other/rise/spot/way/whole; on the
basis/ground/grounds/matter/order/part/strength/verge of; on the one/other hand; on the way to; on time; once
again/more; order/orders of magnitude; out of date; out of the question; over and over; over the course/years of; over
time; owing to; per se; point/points of view; prior to; regardless of; rule/rules of thumb; sooner or later;
state/states of affairs; step by step; subsequent to; thanks to; to a certain/large/great/lesser extent; to
a/some/certain/large/great/lesser extent; to date; to my/our/the knowledge; to name a few; to that/this/these/those
end/ends; to the best of; to the best of my/our knowledge; to the effect that; to the extent; to the extent of/that;
to the point; together with; under the auspices of; under the circumstances; under way; up to date; vice versa; with a
view to; with ease; with reference/regard/regards/respect to; with the aid/exception/help/intent/intention/purpose of;
without a doubt; without doubt/exception/fail; without regard to; a bit
more/less/too/better/worse/further/deeper/longer/shorter/higher/lower/larger/bigger/smaller; a bit
faster/slower/harder/easier/closer/earlier/later/different/like; a little bit
more/less/too/better/worse/further/deeper; a little bit
longer/shorter/higher/lower/larger/bigger/smaller/faster/slower/harder/easier/closer/earlier/later; a little bit
different/like; a bit of a/an; a little bit of a/an; a number/variety/majority/multitude/plethora/wealth/myriad of; an
abundance/array of; a/the wide/large/great/small/broad/vast/whole number/variety/range/array/majority of; a lot/few; a
lot/couple/handful of; a great/good deal; a great/good deal of; lots/plenty of; all kinds/sorts of; some/this/that/any
kind/sort/type of; these/those kinds/sorts/types of; come/comes/came/coming into play; get/gets/got/getting rid of;
give/gives/gave/given/giving rise to; keep/keeps/kept/keeping/bear/bears/bearing in mind; keep/keeps/kept/keeping
track of; lose/loses/lost sight of; make/makes/made/making sense/sure; make/makes/made/making use of;
make/makes/made/making the most of; pay/pays/paid/paying attention to; play/plays/played/playing a part/role in;
take/takes/took/taken/taking account/advantage/care/note of; take/takes/took/taken/taking care/part/place;
take/takes/took/taken/taking part in; take/takes/took/taken/taking into account/consideration
"""
# They measure or pick out what stands behind them: *kind of network*, *hundreds of cases*. Not *number*, which behind
# *the* names a quantity.
_QUANTITIES = """
abundance bulk couple deal dozen example handful hundred kind lot majority million minority multitude myriad percent
plenty plethora rest sort ten thousand ton type variety wealth
"""
# With a number behind them they are a place in a document: *Table 2*, *Section 3.1*.
_LABELS = """
algorithm algorithms appendices appendix chapter chapters chart corollary definition eq eqn eqs equation equations
example exercise exhibit fig figs figure figures footnote lemma lemmas listing note page pages panel paragraph part
parts plate proposition remark sec sect section sections supplement table tables theorem theorems vol volume
"""
QUANTITIES, LABELS = frozenset(_QUANTITIES.split()), frozenset(_LABELS.split())


def _expand(expression: str) -> list[tuple[str, ...]]:
    places = (word.split("/") for word in expression.split())
    return [tuple(word for word in words if word != "-") for words in product(*places)]


EXPRESSIONS = frozenset(
    words for expression in _EXPRESSIONS.split(";") for words in _expand(expression) if len(words) > 1
)  # fmt: skip


@cache
def by_first_words() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The expressions by their first two words, the longest first."""
    found = defaultdict(list)
    for words in EXPRESSIONS:
        found[words[:2]].append(words)
    return {first: tuple(sorted(rest, key=lambda w: (-len(w), w))) for first, rest in found.items()}


def expressions_in(text: str) -> Iterator[tuple[int, int]]:
    """Where a text has such expressions, as spans from left to right; of two that begin at one word, the longer one."""
    spelt, known = tuple(map(str.lower, WORD.findall(text))), by_first_words()
    begun = [(place, known[pair]) for place, pair in enumerate(pairwise(spelt)) if pair in known]
    words = list(WORD.finditer(text)) if begun else []
    free = 0
    for place, expressions in begun:
        for expression in expressions if place >= free else ():
            end = place + len(expression)
            if spelt[place:end] == expression and _in_a_row(text, words[place:end]):
                yield words[place].start(), words[end - 1].end()
                free = end
                break


def _in_a_row(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether nothing but white space stands between words."""
    return all(text[one.end() : other.start()].isspace() for one, other in pairwise(words))
