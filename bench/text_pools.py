"""Text pools of made-up rings: sentences about one product, sold by the dozen."""

from __future__ import annotations

import numpy as np

SENTENCES = 12
_CLAUSES = (
    "昨天刚收到就迫不及待试了", "同事推荐我买的没想到", "用了一个星期皮肤明显亮了",
    "客服态度特别耐心",
    "比专柜便宜将近一半", "包装盒子里还送了小样", "我妈妈说颜色很显白", "第二次回购不会踩雷",
    "味道淡淡的不刺鼻", "物流从杭州发三天就到", "孩子抢着要吃停不下来", "洗完头发蓬松一整天",
    "质量对得起这个价格", "说明书写得清清楚楚", "装上以后声音小多了", "夏天穿一点也不闷热",
    "拍照效果比上一代好", "电池能撑两天没问题", "老公居然夸我眼光好", "闺蜜看到立刻也下单",
    "尺码标准按平时买就行", "面料摸起来软软糯糯", "清洁力强油污一擦就掉", "睡前喝一杯特别安神",
)  # fmt: skip
_SYLLABLES = "雅诗兰黛欧莱珀润百草集美加净温碧泉薇诺娜羽西佰玛丽黛佳颐莲膜法世家御泥坊韩束"
_ENDINGS = ("！", "～", "。", "!!", "👍", "")


def pool(number: int, seed: int) -> list[str]:
    """Return the sentences of one ring: its product in each, two or three clauses around it."""
    rng = np.random.default_rng([seed, number, 77])
    product = "".join(rng.choice(list(_SYLLABLES), 4))
    return [
        f"{product}{'，'.join(rng.choice(_CLAUSES, 3, replace=False))}" for _ in range(SENTENCES)
    ]


def written(sentences: list[str], rng: np.random.Generator) -> str:
    """Return one of the sentences as a person pastes it: with another ending."""
    return str(rng.choice(sentences)) + str(rng.choice(_ENDINGS))
