"""Every reason for which something is not done: a closed list of codes, with words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from clearwater.cases.measures.policy_fields import Words
from clearwater.cases.workflow.base import Refusal


class Code(StrEnum):
    """Why something was refused; programs go by it."""

    NOT_ALLOWED = "not allowed"
    OTHER_ORGANISATION = "other organisation"
    NO_CASE = "no case"
    CASE_EXISTS = "case exists"
    WRONG_STATE = "wrong state"
    OUT_OF_RANGE = "out of range"
    REASON_NEEDED = "reason needed"
    TITLE_NAMES_ACCOUNT = "title names account"
    NAME_TWICE = "name twice"
    CLUE_TAKEN = "clue taken"
    ALREADY_ADDED = "already added"
    NO_SHARED_RING = "no shared ring"
    NOT_YOURS = "not yours"
    NO_SUCH_MEMBER = "no such member"
    STANDING_SAME = "standing same"
    NO_SUCH_MEASURE = "no such measure"
    NO_SUCH_REASON = "no such reason"
    NO_GROUNDS = "no grounds"
    NO_EVIDENCE = "no evidence"
    NO_MEMBERS = "no members"
    STALE_BLAST_RADIUS = "stale blast radius"
    BREAKER = "breaker"
    MUST_SUPERSEDE = "must supersede"
    NOT_STANDING = "not standing"
    NO_SUCH_DECISION = "no such decision"
    SAME_PERSON = "same person"
    NOT_THE_PROPOSER = "not the proposer"
    APPEAL_OPEN = "appeal open"
    NO_NOTICES_NEEDED = "no notices needed"
    POLICY_CHANGED = "policy changed"
    NOTHING_TO_APPEAL = "nothing to appeal"
    TOO_LATE = "too late"
    ALREADY_APPEALED = "already appealed"
    NO_SUCH_APPEAL = "no such appeal"
    APPEAL_RESOLVED = "appeal resolved"
    NOT_AN_APPELLANT = "not an appellant"
    HAD_PART = "had part"
    NOTICES_WAITING = "notices waiting"
    NO_SUCH_MESSAGE = "no such message"
    ALREADY_DELIVERED = "already delivered"
    TOO_EARLY = "too early"
    STILL_NEEDED = "still needed"
    NOT_A_NOTICE = "not a notice"
    NO_SUCH_PURPOSE = "no such purpose"
    KEY_USED = "key used"
    NO_SUCH_USER = "no such user"
    OWN_SETUP = "own set-up"
    SETUP_FAILED = "set-up failed"
    WEAK_PASSWORD = "weak password"  # noqa: S105 - a word
    LOGIN_FAILED = "login failed"
    LOGIN_LINKED = "login linked"
    CODE_WRONG = "code wrong"
    SESSION_OVER = "session over"
    PROVE_AGAIN = "prove again"
    SECOND_FACTOR = "second factor"
    TOKEN_FAILED = "token failed"  # noqa: S105 - a word
    NO_SUCH_TOKEN = "no such token"  # noqa: S105 - a word
    IN_A_TREE = "in a tree"
    NO_TREE = "no tree"
    NO_SUCH_BODY = "no such body"
    BODY_CLOSED = "body closed"
    BODY_TAKEN = "body taken"
    NOT_ABOVE = "not above"
    WRONG_LEVEL = "wrong level"
    CIRCLE = "circle"
    STILL_WORKING = "still working"
    DECIDED_BEFORE = "decided before"
    NO_SUCH_OFFER = "no such offer"
    NOT_THEIRS = "not theirs"
    ALREADY_INVITED = "already invited"
    OTHERS_TAKE_PART = "others take part"
    NO_SUCH_PART = "no such part"
    TIME_LEFT = "time left"
    POSITIONS_WAITING = "positions waiting"
    SECOND_FROM_OTHERS = "second from others"
    NOT_A_PLATFORM = "not a platform"
    NO_SUCH_WEEK = "no such week"
    ALREADY_ASKED = "already asked"
    NO_SUCH_DUTY = "no such duty"
    NOT_RECEIVED = "not received"
    NO_SUCH_AGENCY = "no such agency"
    NO_SUCH_CATEGORY = "no such category"
    NO_SUCH_REPORT = "no such report"
    ALREADY_MARKED = "already marked"
    NOTHING_TO_TELL = "nothing to tell"
    STILL_OPEN = "still open"
    HELD = "held"
    NO_SUCH_HOLD = "no such hold"
    REASON_NAMES = "reason names"
    TOO_MANY_REVEALED = "too many revealed"

    NO_SUCH_PARTNER = "no such partner"
    DOES_NOT_PASS = "does not pass"  # noqa: S105 - of a message to a partner
    ALREADY_TAKEN = "already taken"

    WORKED_ON = "worked on"
    NOT_WORKED_ON = "not worked on"
    ASKED_BEFORE = "asked before"
    NOT_CONSIDERED = "not considered"
    NO_SUCH_REVIEW = "no such review"

    NO_SUCH_UPLOAD = "no such upload"
    NOT_THEIR_UPLOAD = "not their upload"
    UPLOAD_OVER = "upload over"
    NOT_THE_FILE = "not the file"
    NO_ROOM = "no room"
    NO_SUCH_JOB = "no such job"
    JOB_OVER = "job over"


WORDS: Mapping[Code, Words] = {
    Code.NOT_ALLOWED: Words("nobody with these roles may do this", "当前角色无权执行此操作"),
    Code.OTHER_ORGANISATION: Words("that belongs to another organisation", "该内容属于其他组织"),
    Code.NO_CASE: Words("there is no such case", "没有这个案件"),
    Code.CASE_EXISTS: Words("the case is there already", "案件已存在"),
    Code.WRONG_STATE: Words("the case is not at this step", "案件当前不在这一步"),
    Code.OUT_OF_RANGE: Words("a value cannot be used", "有一项内容不可用"),
    Code.REASON_NEEDED: Words("this needs a reason in words", "必须用文字说明理由"),
    Code.TITLE_NAMES_ACCOUNT: Words("a title names no account", "标题不得出现账号名称"),
    Code.NAME_TWICE: Words("the same name stands for two things", "同一名称指向两项内容"),
    Code.CLUE_TAKEN: Words("the clue is not waiting", "该线索已处理"),
    Code.ALREADY_ADDED: Words("the case holds this already", "案件已包含此项"),
    Code.NO_SHARED_RING: Words("no earlier case overlaps enough", "没有重合足够多的早先案件"),
    Code.NOT_YOURS: Words("only a lead assigns a case to others", "只有负责人可以指派他人"),
    Code.NO_SUCH_MEMBER: Words("the case has no such member", "案件中没有该账号"),
    Code.STANDING_SAME: Words("the account stands like that already", "该账号已是此状态"),
    Code.NO_SUCH_MEASURE: Words("the policy has no such measure", "规则中没有此措施"),
    Code.NO_SUCH_REASON: Words("the policy has no such reason", "规则中没有此理由"),
    Code.NO_GROUNDS: Words("no measure can rest on this reason", "该理由不足以采取措施"),
    Code.NO_EVIDENCE: Words("nothing was frozen as evidence", "尚未固定任何证据"),
    Code.NO_MEMBERS: Words("there is no account to decide about", "没有可作决定的账号"),
    Code.STALE_BLAST_RADIUS: Words(
        "what was shown is not about these accounts", "此前展示的影响范围与现有账号不符"
    ),
    Code.BREAKER: Words("too many accounts at once", "短时间内涉及账号过多"),
    Code.MUST_SUPERSEDE: Words("a decision stands already", "已有生效决定"),
    Code.NOT_STANDING: Words("that decision does not stand", "该决定并未生效"),
    Code.NO_SUCH_DECISION: Words("the case has no such decision", "案件中没有该决定"),
    Code.SAME_PERSON: Words("the second person must be another one", "复核人不得是决定人本人"),
    Code.NOT_THE_PROPOSER: Words(
        "only who proposed a decision takes it back", "只有提出该决定的人可以撤回"
    ),
    Code.APPEAL_OPEN: Words("an appeal is open", "申诉尚未办结"),
    Code.NO_NOTICES_NEEDED: Words("nobody is to be told", "无须告知"),
    Code.POLICY_CHANGED: Words(
        "the policy has lost this measure or reason", "规则已删去该措施或理由"
    ),
    Code.NOTHING_TO_APPEAL: Words(
        "these accounts have nothing to contest", "这些账号没有可申诉的措施"
    ),
    Code.TOO_LATE: Words("the time for appeals is over", "申诉期限已过"),
    Code.ALREADY_APPEALED: Words("this account has appealed already", "该账号已提出过申诉"),
    Code.NO_SUCH_APPEAL: Words("the case has no such appeal", "案件中没有该申诉"),
    Code.APPEAL_RESOLVED: Words("the appeal was answered already", "该申诉已答复"),
    Code.NOT_AN_APPELLANT: Words("that account is not in the appeal", "该账号不在此申诉之中"),
    Code.HAD_PART: Words(
        "who decided or entered the appeal does not answer it",
        "作出决定或代为提交申诉的人不得处理该申诉",
    ),
    Code.NOTICES_WAITING: Words("not everyone concerned was told", "尚未告知全部当事人"),
    Code.NO_SUCH_MESSAGE: Words("the case has no such message", "案件中没有该消息"),
    Code.ALREADY_DELIVERED: Words("the message does not wait", "该消息已不在等待"),
    Code.TOO_EARLY: Words("the message must wait", "该消息尚不能发出"),
    Code.STILL_NEEDED: Words("the message is still needed", "该消息仍须发出"),
    Code.NOT_A_NOTICE: Words("that message is no notice", "该消息不是告知书"),
    Code.NO_SUCH_PURPOSE: Words("the policy has no such purpose", "规则中没有此用途"),
    Code.KEY_USED: Words("the key was used for another request", "该请求标识已用于其他请求"),
    Code.NO_SUCH_USER: Words("nobody of this login may act", "没有可执行操作的该登录名"),
    Code.OWN_SETUP: Words(
        "nobody issues a set-up token for themselves", "不得为自己签发初始设置口令"
    ),
    Code.SETUP_FAILED: Words("that is no set-up token that waits", "该初始设置口令无效"),
    Code.WEAK_PASSWORD: Words("this password would be guessed", "该密码容易被猜中"),
    Code.LOGIN_FAILED: Words(
        "that did not prove who you are, or the login is locked for a while",
        "未能确认您的身份，或该登录名暂时锁定",
    ),
    Code.LOGIN_LINKED: Words(
        "the provider's account is linked to another login", "该外部账号已关联其他登录名"
    ),
    Code.CODE_WRONG: Words("that is not a code of the device now", "验证码与该设备不符"),
    Code.SESSION_OVER: Words("the session is over", "会话已结束"),
    Code.PROVE_AGAIN: Words("this needs a fresh proof of who you are", "此操作须重新确认身份"),
    Code.SECOND_FACTOR: Words(
        "these roles need one-time codes before anything else", "此类角色须先设置动态验证码"
    ),
    Code.TOKEN_FAILED: Words("the token is not accepted", "访问令牌无效"),
    Code.NO_SUCH_TOKEN: Words("there is no such token", "没有这个访问令牌"),
    Code.IN_A_TREE: Words("the organisation stands in a tree already", "该组织已在组织树中"),
    Code.NO_TREE: Words("the organisation stands in no tree", "该组织不在任何组织树中"),
    Code.NO_SUCH_BODY: Words("the tree has no such body", "组织树中没有该机构"),
    Code.BODY_CLOSED: Words("the body is closed", "该机构已关闭"),
    Code.BODY_TAKEN: Words("an organisation of this name is there already", "已有同名组织"),
    Code.NOT_ABOVE: Words(
        "only who leads a body above may do this", "只有上级机构的负责人可以办理"
    ),
    Code.WRONG_LEVEL: Words("a body of this level cannot stand there", "该层级的机构不能设在此处"),
    Code.CIRCLE: Words("a body cannot stand below itself", "机构不能隶属于自身"),
    Code.STILL_WORKING: Words("the body still has work", "该机构仍有未办事项"),
    Code.DECIDED_BEFORE: Words("a decision stood in this case", "案件已作出过决定"),
    Code.NO_SUCH_OFFER: Words("there is no such offer", "没有这项移交"),
    Code.NOT_THEIRS: Words("that is for another body to say", "应由另一机构答复"),
    Code.ALREADY_INVITED: Words("the body has a part already", "该机构已受邀或已参与"),
    Code.OTHERS_TAKE_PART: Words("other bodies have a part in the case", "另有机构参与本案"),
    Code.TIME_LEFT: Words("the body still has time", "该机构的期限尚未届满"),
    Code.NO_SUCH_PART: Words("the body has no such part in the case", "该机构未以此身份参与本案"),
    Code.POSITIONS_WAITING: Words("not every body has said what it thinks", "尚有机构未表明意见"),
    Code.SECOND_FROM_OTHERS: Words(
        "the second person must come from another body that takes part", "复核人须来自另一参与机构"
    ),
    Code.NOT_A_PLATFORM: Words(
        "the body is no platform below this one", "该机构不是本机构下属的平台"
    ),
    Code.NO_SUCH_WEEK: Words("there is no such week", "没有这一周"),
    Code.ALREADY_ASKED: Words("the platform was asked for this already", "已要求该平台提交此项"),
    Code.NO_SUCH_DUTY: Words("there is no such duty", "没有这项报送要求"),
    Code.NOT_RECEIVED: Words("nothing was received yet", "尚未收到材料"),
    Code.NO_SUCH_AGENCY: Words("the register has no such agency", "登记册中没有该机构"),
    Code.NO_SUCH_CATEGORY: Words("the policy has no such category", "规则中没有此类别"),
    Code.NO_SUCH_REPORT: Words("there is no such report", "没有这项举报"),
    Code.ALREADY_MARKED: Words("the report belongs to a brigade already", "该举报已归入集中举报"),
    Code.NOTHING_TO_TELL: Words("there is nothing new to tell", "没有新的处理结果可告知"),
    Code.STILL_OPEN: Words("it is still needed", "相关事项尚未了结，暂不能删除"),
    Code.HELD: Words("a legal hold stands", "依法保全期间不得删除"),
    Code.NO_SUCH_HOLD: Words("there is no such hold", "没有这项保全"),
    Code.REASON_NAMES: Words("the reason names whom it is about", "理由中不得出现当事人的标识"),
    Code.TOO_MANY_REVEALED: Words(
        "too many accounts were shown to this person", "该人员短时间内查看账号过多"
    ),
    Code.NO_SUCH_PARTNER: Words("there is no such partner", "没有该合作方"),
    Code.DOES_NOT_PASS: Words(
        "this does not pass between us and the partner", "与该合作方之间不交换此类内容"
    ),
    Code.ALREADY_TAKEN: Words("this message was taken in already", "该消息此前已接收"),
    Code.WORKED_ON: Words("somebody else works on this case", "已有他人正在办理此案"),
    Code.NOT_WORKED_ON: Words("nobody works on it like that", "当前无人以此方式办理此案"),
    Code.ASKED_BEFORE: Words("somebody else has asked for it", "已有他人请求接手此案"),
    Code.NOT_CONSIDERED: Words("innocent explanations were not considered", "尚有正常解释未经考虑"),
    Code.NO_SUCH_REVIEW: Words("there is no such second review", "没有这项盲审"),
    Code.NO_SUCH_UPLOAD: Words(
        "there is no such upload, or its time is over", "没有该上传文件，或其保存期限已过"
    ),
    Code.NOT_THEIR_UPLOAD: Words("somebody else brought this log", "该日志由他人上传"),
    Code.UPLOAD_OVER: Words("the upload is not at this step", "上传当前不在这一步"),
    Code.NOT_THE_FILE: Words("what has arrived is not the file", "收到的内容与所选文件不符"),
    Code.NO_ROOM: Words("there is no room for it", "存储空间不足"),
    Code.NO_SUCH_JOB: Words("there is no such job", "没有这项任务"),
    Code.JOB_OVER: Words("the job is over", "该任务已结束"),
}
"""What a person reads. A test holds that no code is without words."""


def refuse(code: Code, *, expected: str = "", found: str = "", next_step: str = "") -> Refusal:
    """Return a refusal with the words of its code."""
    return Refusal(code, WORDS[code].en, expected, found, next_step)
