"""What the verifier says, in English and Chinese."""

from __future__ import annotations

from clearwater.cases.evidence.verifier.faults import Checked, PackageFault

VERIFIER_LANGUAGES = ("en", "zh")

CHECK_WORDS: dict[str, tuple[str, str]] = {
    "files": (
        "every file is listed, and nothing else is there",
        "每个文件都在清单内，且没有多余的文件",
    ),
    "manifests": (
        "both manifests and the BagIt tags are in their one form",
        "两份清单与 BagIt 标签格式唯一且正确",
    ),
    "payload": (
        "the payload is what its manifest lists",
        "数据文件与数据清单一致",
    ),
    "tags": (
        "the tag files are what their manifest lists",
        "标签文件与标签清单一致",
    ),
    "signature": (
        "the key in signature.json signed the tag manifest",
        "signature.json 中的密钥签署了标签清单",
    ),
    "checkpoint": (
        "the same key signed the checkpoint of the ledger",
        "同一密钥签署了账本的检查点",
    ),
    "proofs": (
        "every entry is proved to be in that ledger",
        "每条记录都经证明在该账本中",
    ),
    "custody": (
        "the chain of custody is in order and of this case",
        "保管链顺序完整，且属于本案",
    ),
    "sealing": (
        "the ledger's sealing entry commits to this manifest and verifier",
        "账本的封存记录对应本清单与本验证程序",
    ),
    "records": (
        "every record of the case is what the ledger says of it",
        "案件的每条数据都与账本所记一致",
    ),
    "words": (
        "the disclosed words are those that were committed to",
        "披露的文字与当时承诺的一致",
    ),
    "shared": (
        "records that several cases share (accounts, rings) are proved by entries here too",
        "多个案件共用的数据（账号、团伙）也由包内记录证明",
    ),
    "evidence": (
        "decisions rest on exactly the files of evidence that are here",
        "决定所依据的正是包内的证据文件",
    ),
    "timestamp": (
        "the timestamp is over this manifest (its own signature: openssl ts -verify)",
        "时间戳对应本清单（时间戳自身的签名请用 openssl ts -verify 验证）",
    ),
    "authority": (
        "the named authority made the timestamp",
        "时间戳确由所指定的机构签发",
    ),
    "key": (
        "the key is the one that was named",
        "密钥就是所指定的那一把",
    ),
    "elsewhere": (
        "the checkpoint obtained elsewhere agrees",
        "与另行取得的检查点一致",
    ),
}
"""What is so where a check found nothing."""

NOT_DONE_WORDS: dict[str, tuple[str, str]] = {
    "shared": (
        "records of accounts or rings that another case entered first are not proved here: "
        "only the ledger itself shows them",
        "由其他案件先行录入的账号或团伙数据在此无法证明：只有账本本身能够证明",
    ),
    "timestamp": (
        "the package carries no timestamp",
        "包内没有时间戳",
    ),
    "key": (
        "whose key this is was not checked: compare it with the one that is published (--key)",
        "尚不知此密钥属于谁：请与该机构公布的密钥核对（--key）",
    ),
    "elsewhere": (
        "no checkpoint of this size obtained elsewhere was compared (--checkpoint)",
        "未与另行取得的、记录数相同的检查点比对（--checkpoint）",
    ),
}
"""What is said where there was nothing to check against."""

NOT_JUDGED_WORDS = (
    "could not be judged, because of what was altered",
    "因上述改动而无法判断",
)
"""What is said besides where a fault is only the consequence of another."""

FAULT_WORDS: dict[str, tuple[str, str]] = {
    "missing": (
        "is missing",
        "缺失",
    ),
    "not listed": (
        "is not listed",
        "不在清单内",
    ),
    "no plain file": (
        "is a link or a device, and was not opened",
        "是链接或设备，未打开",
    ),
    "unreadable": (
        "cannot be read",
        "无法读取",
    ),
    "broken": (
        "is broken",
        "已损坏",
    ),
    "altered": (
        "was altered",
        "已被改动",
    ),
    "other size": (
        "states another size than the payload has",
        "所述大小与数据不符",
    ),
    "lists what it must not": (
        "lists what it must not list",
        "列出了不应列出的文件",
    ),
    "lists not": (
        "does not list what it must list",
        "漏列了必须列出的文件",
    ),
    "signature does not hold": (
        "is no valid signature",
        "签名无效",
    ),
    "not what was signed": (
        "is not what was signed",
        "不是所签署的内容",
    ),
    "not vouched for": ("is vouched for by nothing any more", "已没有任何内容可为其作证"),
    "other root": (
        "speaks of another tree than the checkpoint",
        "与检查点所指的树不同",
    ),
    "not in the ledger": (
        "holds an entry that is not in the ledger",
        "含有不在账本中的记录",
    ),
    "proof of no entry": (
        "proves an entry that is not here",
        "证明了包内没有的记录",
    ),
    "broken chain": (
        "is no chain",
        "链条断裂",
    ),
    "entry of another case": (
        "holds an entry of another case",
        "含有其他案件的记录",
    ),
    "seals another case": (
        "seals another case",
        "封存的是其他案件",
    ),
    "not what was sealed": (
        "is not what was sealed",
        "不是所封存的内容",
    ),
    "record of no entry": (
        "holds a record that no entry wrote",
        "含有没有任何记录写入的数据",
    ),
    "record not of its entry": (
        "holds a record that is not as its entry left it",
        "含有与账本记录不符的数据",
    ),
    "record left out": (
        "leaves out a record",
        "遗漏了数据",
    ),
    "words not committed to": (
        "holds words that were not committed to",
        "含有与承诺不符的文字",
    ),
    "words left out": (
        "leaves out the reasons of a decision",
        "遗漏了决定的理由",
    ),
    "words of no record": (
        "holds words that no record speaks of",
        "含有任何数据都未提及的文字",
    ),
    "evidence of another list": (
        "lists other evidence than there is",
        "所列证据与实际不符",
    ),
    "evidence of another root": (
        "names another root of the evidence",
        "证据根哈希不符",
    ),
    "decision of another record": (
        "shows decisions otherwise than the records",
        "所示决定与数据不符",
    ),
    "decision on other evidence": (
        "has a decision that rests on other evidence",
        "含有依据其他证据的决定",
    ),
    "stamps another manifest": (
        "stamps another manifest",
        "对应的是另一份清单",
    ),
    "not of this authority": (
        "is no valid timestamp of the named authority",
        "不是所指定机构签发的有效时间戳",
    ),
    "another key": (
        "is signed with another key",
        "由另一把密钥签署",
    ),
    "checkpoint of another ledger": (
        "is of another ledger than the one obtained elsewhere",
        "与另行取得的检查点不属于同一账本",
    ),
    "fork": (
        "differs from the one obtained elsewhere: the ledger has two histories",
        "与另行取得的不同：账本存在两份历史",
    ),
}
"""What is wrong; the file's name stands before it."""

END_WORDS = {
    "verified": (
        "VERIFIED: nothing was altered since it was sealed with this key",
        "验证通过：自以此密钥封存以来没有任何改动",
    ),
    "unknown key": (
        "VERIFIED as far as the key above is the organisation's: nothing was altered since it was "
        "sealed with that key",
        "在上述密钥确属该机构的前提下验证通过：自以该密钥封存以来没有任何改动",
    ),
    "altered": ("ALTERED: do not rely on this package", "已被改动：请勿采信此包"),
}

MORE_WORDS = ("and {:,} more", "另有 {:,} 处")
MOST_SHOWN = 1000
"""Faults of one check that are shown: somebody may have put a million files there."""


def lines_of(checked: list[Checked], language: str) -> list[str]:
    """Return one line a check, one a fault below it, and one at the end."""
    which = VERIFIER_LANGUAGES.index(language)
    lines = []
    for one in checked:
        lines.append(_check_line(one, which))
        lines += ["      " + _fault_line(fault, which) for fault in one.faults[:MOST_SHOWN]]
        if len(one.faults) > MOST_SHOWN:
            lines.append("      " + MORE_WORDS[which].format(len(one.faults) - MOST_SHOWN))
    lines.append(END_WORDS[_end_of(checked)][which])
    return lines


def _end_of(checked: list[Checked]) -> str:
    if any(one.faults for one in checked):
        return "altered"
    known = all(one.done for one in checked if one.check == "key")
    return "verified" if known else "unknown key"


def words_of_check(one: Checked, which: int) -> str:
    """Return what a check says, in the language with this number."""
    if one.done:
        return CHECK_WORDS[one.check][which]
    if one.check in NOT_DONE_WORDS:
        return NOT_DONE_WORDS[one.check][which]
    return CHECK_WORDS[one.check][which] + (": ", "：")[which] + NOT_JUDGED_WORDS[which]


def safely_shown(text: str) -> str:
    """Return `text` with every sign escaped that could move a cursor or turn the writing."""
    return "".join(
        sign if sign.isprintable() and sign != "\\" else sign.encode("unicode_escape").decode()
        for sign in text
    )


def _check_line(one: Checked, which: int) -> str:
    mark = "FAIL" if one.faults else "ok  " if one.done else "--  "
    figure = " [" + safely_shown(one.detail) + "]" if one.detail else ""
    return mark + "  " + words_of_check(one, which) + figure


def _fault_line(fault: PackageFault, which: int) -> str:
    detail = " (" + safely_shown(fault.detail) + ")" if fault.detail else ""
    gap = " " if which == 0 else "："
    return safely_shown(fault.file) + gap + FAULT_WORDS[fault.code][which] + detail
