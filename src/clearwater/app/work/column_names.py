"""Which column of somebody's log may mean what: English names as a scan knows them, and Chinese.

A scan never guesses a Chinese name; what is suggested here is written into the mapping, and a
person has seen it there.
"""

from __future__ import annotations

from collections.abc import Sequence

from clearwater.events.aliases import matched
from clearwater.events.schema import OPTIONAL, REQUIRED

CHINESE: dict[str, tuple[str, ...]] = {
    "actor": (
        *("账号", "帐号", "账户", "用户", "用户id", "账号id", "用户编号", "用户名", "会员"),
        "会员id",
        *("买家", "买家id", "评论者", "评论人", "发布者", "作者", "观众", "粉丝"),
    ),
    "action": ("动作", "行为", "行为类型", "操作", "操作类型", "事件类型", "互动类型", "类型"),
    "object": (
        *("对象", "内容", "内容id", "作品", "作品id", "帖子", "帖子id", "视频", "视频id", "商品"),
        *("商品id", "商品编号", "直播间", "直播间id", "笔记id", "微博id", "文章id", "店铺id"),
        "话题",
    ),
    "time": (
        *("时间", "日期时间", "操作时间", "行为时间", "发生时间", "发布时间", "评论时间"),
        *("下单时间", "时间戳"),
    ),
    "event": ("事件id", "流水号", "记录id", "订单号", "评论id"),
    "target": ("主播", "主播id", "商家", "卖家", "卖家id", "被关注者", "受益方", "被举报人"),
    "text": ("文本", "正文", "评论", "评论内容", "弹幕", "弹幕内容", "评价", "评价内容"),
    "url": ("链接", "网址"),
    "media": ("图片", "图片哈希", "素材哈希"),
    "device": ("设备", "设备id", "设备号", "设备指纹", "机器码"),
    "ip": ("ip地址", "ip", "登录ip"),
    "line": ("线路", "宽带账号"),
    "client": ("客户端", "应用版本", "ua"),
    "place": ("地点", "地区", "城市", "ip属地", "属地"),
    "value": ("评分", "星级", "金额", "价格", "打赏金额"),
    "parent": ("上级", "父评论", "回复对象"),
}  # fmt: skip


def suggested(columns: Sequence[str]) -> dict[str, list[str]]:
    """Return for each column of ours those of the source that may mean it, the best first."""
    known = (*REQUIRED, *OPTIONAL)
    found = {name: list(names) for name, names in matched(known, columns).items()}
    taken = {names[0] for names in found.values()}
    by_plain = {_plain(column): column for column in reversed(columns)}
    for name in known:
        for said in CHINESE.get(name, ()):
            column = by_plain.get(said)
            if column is not None and column not in taken:
                found.setdefault(name, []).append(column)
                if found[name][0] == column:
                    taken.add(column)
    return found


def _plain(column: str) -> str:
    return column.strip().lower().replace(" ", "").replace("_", "")
