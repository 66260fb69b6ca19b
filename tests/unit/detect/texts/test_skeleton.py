from __future__ import annotations

from clearwater.detect.texts import skeleton


def test_a_slot_stands_where_texts_differ() -> None:
    found = skeleton(["真的好用，推荐大家买", "真的好吃，推荐大家买", "真的好看，推荐大家买"])
    assert found.template == "真的好{…}，推荐大家买"
    assert found.slots == (("用", "吃", "看"),)


def test_words_of_other_scripts_are_tokens() -> None:
    found = skeleton(["Buy this phone today!", "Buy this camera today!", "buy THIS phone today"])
    assert found.template == "Buy this {…} today!"
    assert found.slots == (("phone", "camera"),)


def test_disguises_fill_no_slot() -> None:
    found = skeleton(["推荐大家买", "推\u200b薦大傢買".replace("傢", "家"), "推.荐.大.家.买"])
    assert (found.template, found.slots) == ("推荐大家买", ())


def test_what_most_add_is_a_slot() -> None:
    found = skeleton(["推荐大家买", "推荐大家买 加V123", "推荐大家买 加V456"])
    assert found.template == "推荐大家买{…}"
    assert found.slots == (("加V123", "加V456"),)


def test_names_and_links_are_not_shown() -> None:
    found = skeleton(["@小明 来看 http://t.cn/a", "@小红 来看 http://t.cn/b"])
    assert found.template == "@… 来看 http…"


def test_no_more_values_than_asked_for() -> None:
    texts = [f"编号{chr(0x4E00 + k)}请收好" for k in range(9)]
    assert len(skeleton(texts, examples=2).slots[0]) == 2


def test_one_text_is_its_own_skeleton() -> None:
    assert skeleton(["只有一条"]).template == "只有一条"
    assert skeleton([""]).template == ""
