"""What people write: short phrases that many use, sentences of their own, and ordered texts.

Texts are made of a few hundred pieces in Chinese and English. Honest people write the same short
words by the thousand, which is what makes "the same text again" hard. A campaign has its members
copy a few texts, or spin one: a skeleton whose slots are filled anew and whose punctuation varies.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.simulate.lots import below, lots, shares

Ints = npt.NDArray[np.int64]
Pieces = tuple[tuple[str, ...], tuple[str, ...]]
TextKind = Literal["own", "copied", "spun", "claim"]
TEXT_KINDS: tuple[TextKind, ...] = ("own", "copied", "spun", "claim")

# Chinese first, English second: who writes decides.
STOCK = (
    ("哈哈哈", "666", "支持", "好看！", "太可爱了", "路过", "沙发", "求链接", "绝了", "学到了"),
    ("first", "lol", "so true", "love this", "nice one", "same", "wow", "where is it?", "👍", "❤️"),
)
OPENINGS = (
    ("刚下班就刷到", "昨天和同学一起看了", "说真的，", "我妈也喜欢", "第一次来这里，", "等了好久，",
     "朋友推荐的", "在地铁上看到"),
    ("honestly ", "my sister sent me this, ", "I had been waiting for this, ", "second time here, ",
     "finally, ", "after work: ", "not sure what I expected, but ", "on the train again, "),
)  # fmt: skip
THINGS = (
    ("这家小店", "那只橘猫", "这段吉他", "老街的夜景", "这本旧书", "面包的做法", "海边的日落",
     "这个颜色", "这双鞋", "那碗面"),
    ("the harbour", "this cover", "that recipe", "the old market", "your dog", "this jacket",
     "the second part", "that ending", "the soup", "this bench"),
)  # fmt: skip
ENDINGS = (
    ("，下次还来", "，比想象的好", "，有点贵但是值", "，灯光不错", "，可惜太短了", "，已经收藏",
     "，谁知道在哪里买？", "，音乐叫什么？"),
    (" made my day", " is better than I thought", " could be longer", " - where can I get one?",
     " is worth saving", " is a bit pricey", " looks great in this light", " makes me hungry"),
)  # fmt: skip
SPUN = (
    (("真的", "确实", "说实话", "必须说"), ("really ", "honestly ", "have to say: ", "so ")),
    (("好用", "很好用", "超好用", "太好用了"),
     ("works great", "works well", "so good", "the best")),
    (("，物流快", "，发货快", "，第二天就到", "，包装好"),
     (", fast delivery", ", quick delivery", ", came next day", ", well packed")),
    (("，推荐大家买", "，会回购", "，推荐", "，闭眼入"),
     (", buy it", ", will order again", ", recommended", ", get one")),
    (("！", "!!", "～", "。"), ("!", "!!", " ^_^", ".")),
)  # fmt: skip
CLAIM = (
    (("转发：", "注意！", "刚收到：", "紧急通知："),
     ("URGENT: ", "please share: ", "read this: ", "")),
    (("喝热盐水", "每天喝热盐水", "热盐水漱口", "早上喝热盐水"),
     ("drinking hot salt water", "hot salt water", "a glass of salt water", "warm salt water")),
    (("可以治好流感", "能治流感", "流感马上好", "流感就好了"),
     (" cures the flu", " cures flu at once", " ends the flu", " heals the flu")),
    (("，医生都说了", "，某医院已证实", "，亲测", "，都在传"),
     (", doctors confirm", ", a hospital said so", ", tested myself", ", everybody says so")),
    (("", "！", "！！", "。"), ("", "!", "!!", ".")),
)  # fmt: skip
_KIND, _STOCK, _OPEN, _THING, _END, _NUMBER, _COPY, _LANGUAGE = range(100, 108)
_SLOT = 200


def texts(event: Ints, kind: Ints, campaign: Ints, english: Ints, seed: int) -> pa.Array:
    """Return a text for each event.

    Parameters
    ----------
    event
        A number of the event's own: texts are hashed from it.
    kind
        Position in TEXT_KINDS; 0 for everybody who writes for oneself.
    campaign
        Number of the campaign, -1 where none; a campaign's texts are its own, in one language.
    english
        1 where the account writes English, 0 where Chinese.
    """
    ordered = below(2, seed, _LANGUAGE, campaign)
    copied = below(3, seed, _COPY, event) + 1_000 * campaign
    return pc.choose(
        pa.array(kind),
        _own(event, english, seed),
        _own(copied, ordered, seed + 1),
        _filled(SPUN, event, campaign, ordered, seed),
        _filled(CLAIM, event, campaign, ordered, seed),
    )


def _own(event: Ints, english: Ints, seed: int) -> pa.Array:
    stock = _drawn(STOCK, _STOCK, event, english, seed)
    number = pa.array(below(997, seed, _NUMBER, event)).cast(pa.string())
    numbered = pa.array(shares(seed, _NUMBER, event) < 0.4)
    sentence = pc.binary_join_element_wise(
        _drawn(OPENINGS, _OPEN, event, english, seed),
        _drawn(THINGS, _THING, event, english, seed),
        _drawn(ENDINGS, _END, event, english, seed),
        pc.if_else(numbered, pc.binary_join_element_wise(" (", number, ")", ""), ""),
        "",
    )
    return pc.if_else(pa.array(shares(seed, _KIND, event) < 0.3), stock, sentence)


def _filled(
    skeleton: tuple[Pieces, ...], event: Ints, campaign: Ints, english: Ints, seed: int
) -> pa.Array:
    """Return the skeleton with every slot filled anew."""
    own = lots(seed, _SLOT, event, campaign).view(np.int64)
    parts = [_drawn(words, _SLOT + 1 + n, own, english, seed) for n, words in enumerate(skeleton)]
    return pc.binary_join_element_wise(*parts, "")


def _drawn(pieces: Pieces, purpose: int, event: Ints, english: Ints, seed: int) -> pa.Array:
    """Return one of the pieces of the right language for each event; both have as many."""
    count = len(pieces[0])
    place = below(count, seed, purpose, event) + count * english
    return pa.array([*pieces[0], *pieces[1]], pa.string()).take(pa.array(place))
