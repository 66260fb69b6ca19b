"""What to do next, of errors that come to a page: in Chinese, and in the words of a page.

A use-case is the same for every face, and where its way on is a command or an option, it names
that. A page has no command line; what it has instead stands in `OF_PAGES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WAYS: Final[Mapping[str, str]] = {
    "Did you mean {names}?": "是否指 {names}？",
    "did you mean {names}?": "是否指 {names}？",
    "Bring a CSV, TSV, JSON Lines, Parquet or Arrow file; CSV and JSON Lines also packed.": (
        "请提供 CSV、TSV、JSON Lines、Parquet 或 Arrow 文件；CSV 和 JSON Lines 也可压缩。"
    ),
    "Fetch or compress it again; a part of a log is not read, since what is missing would bias "
    "every count.": ("请重新获取或重新压缩；不会只读日志的一部分，缺失会使所有计数产生偏差。"),
    "Check that it exists and that you may read it.": "请确认它存在且可读。",
    "Map another column, or write it as text.": "请映射其他列，或将其写成文本。",
    "Rename all but one.": "请只保留一个，其余改名。",
    "Check the mapping or the format: the skipped rows name no object.": (
        "请检查列的映射或格式：略过的行没有对象。"
    ),
    "Convert the line ends.": "请转换换行符。",
    "Export it as UTF-8; if it is UTF-16, with a byte order mark.": (
        "请导出为 UTF-8；若为 UTF-16，请带字节序标记。"
    ),
    "Export it again as UTF-8.": "请重新导出为 UTF-8。",
    "Write one object a line.": "请每行写一个对象。",
    "Convert it, for instance with: jq -c '.[]' file.json > file.jsonl": (
        "请转换格式，例如：jq -c '.[]' file.json > file.jsonl"
    ),
    "Fetch or write it again.": "请重新获取或重新写出。",
    "It may be cut off: fetch or write it again.": "文件可能被截断：请重新获取或重新写出。",
    "Scan the log by month or by action.": "请按月或按动作分开扫描日志。",
    "Bring the log in another form, if it is one.": "若确为日志，请换一种格式提供。",
    "Bring the log again.": "请重新提供日志。",
    "Open the report from the run's page.": "请从运行的页面打开报告。",
    "Ask about a shorter time or fewer values.": "请缩短时间范围，或减少筛选值。",
    "Bring some first.": "请先导入。",
    "Freeze what its findings rest on.": "请先固定各项发现所依据的内容。",
    "Ask DuckDB about the file itself, or scan a part of it.": (
        "请直接用 DuckDB 查询文件，或只扫描其中一部分。"
    ),
    "Ask anew.": "请重新查询。",
    "Name a week that is over.": "请指定已结束的一周。",
    "Name a month that is over.": "请指定已结束的一个月。",
    "Name a quarter that is over.": "请指定已结束的一个季度。",
    "Look at the whole queue, or at what others work on.": "请查看全部待办，或他人正在处理的案件。",
    "Correct the field in the policy's JSON file.": "请修正规则 JSON 中的这个字段。",
    "Correct the category, the ladder or the section `exchange` of the policy.": (
        "请修正规则中的类别、措施阶梯或 exchange 部分。"
    ),
    "Seal without a timestamp, or name another authority.": (
        "请不加时间戳封存，或指定另一家时间戳机构。"
    ),
    "Export with tokens, or leave the account out of the case.": (
        "请以代号导出，或将该账号排除出案件。"
    ),
    "Ask a lead for another one.": "请向负责人再要一个。",
    "Ask another lead.": "请找另一位负责人。",
    "Ask {user} for it.": "请向 {user} 索取。",
    "Begin again with a new secret.": "请用新的密钥重新开始。",
    "Check the clock of the device, and type the next code.": (
        "请核对设备的时钟，再输入下一个验证码。"
    ),
    "Decide anew.": "请重新决定。",
    "Deliver them.": "请先送达。",
    "Issue the notices.": "请先发出通知。",
    "Log in again.": "请重新登录。",
    "Look at the blast radius again.": "请重新查看影响范围。",
    "Refuse it.": "请驳回。",
    "Refuse the proposal.": "请驳回该提议。",
    "Remove this upload and begin again: another file was gone on with, or it was damaged on "
    "the way.": ("请删除这次上传并重新开始：续传的是另一个文件，或文件在途中损坏。"),
    "Remove uploads that nobody needs, or let the operator make room.": (
        "请删除不再需要的上传，或请运维人员腾出空间。"
    ),
    "Say it without the name.": "请不要写出名称。",
    "Send the rest first.": "请先传完其余部分。",
    "Wait for it, or cancel it.": "请等待其完成，或将其取消。",
    "Wait, or let a lead look into what happens here.": "请稍候，或请负责人查看情况。",
    "Choose a new key for each thing that you ask for.": "每次请求请使用新的键。",
    "Look at fewer, or let a lead raise `privacy.reveals` in the policy.": (
        "请减少查看数量，或请负责人在规则中调高 privacy.reveals。"
    ),
    "Possible again from {time}.": "{time} 起可再次查看。",
    "Figures can be counted from the next change of the policy on.": "下一次修改规则之后即可统计。",
    "Messages are signed; a receiver needs no password of ours.": (
        "消息带有签名，接收方不需要我方密码。"
    ),
    "Try again when nothing is being delivered for it.": "请待其没有消息在送达时重试。",
    "Set `exchange.accounts_begin`; identifiers in other scripts need addresses of their own.": (
        "请设置 exchange.accounts_begin；其他文字的标识需有各自的地址。"
    ),
    "Compare the file with the store: one of the two was altered.": (
        "请将文件与库比对：其中之一被改动过。"
    ),
    "Expand anew.": "请重新扩线。",
    "Look at it again.": "请重新查看。",
    "Name a {kind} that is over.": "请指定已结束的{kind}。",
    "See docs/figures.md for the forms.": "各种格式见文档“数字”一页。",
}
OF_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "See `clearwater case list` for the cases that there are.": (
        "See the queue for the cases that there are.",
        "现有案件见待办。",
    ),
    "`clearwater case list` shows those that there are.": (
        "The queue shows those that there are.",
        "现有案件见待办。",
    ),
    "See `clearwater case clues`.": (
        "See the clues that wait in the intake.",
        "待处理的线索见举报接收页面。",
    ),
    "See `clearwater case show {name}`.": ("See {name}.", "见 {name}。"),
    "See `clearwater case show CASE` for the accounts of a case.": (
        "See the page of the case for its accounts.",
        "案件的账号见案件页面。",
    ),
    "See `clearwater intake list`.": ("See the reports in the intake.", "举报见举报接收页面。"),
    "See `clearwater org duties`.": (
        "See the deadlines on the page of the bodies.",
        "应报事项见机构页面。",
    ),
    "See `clearwater org handovers`.": (
        "See the hand-overs on the page of the bodies.",
        "移交事项见机构页面。",
    ),
    "See `clearwater org joint` for the cases in which your body has a part.": (
        "See the page of the bodies for the cases in which yours has a part.",
        "本机构参与的案件见机构页面。",
    ),
    "See `clearwater exchange partner list`.": (
        "Ask the operator which partners there are.",
        "有哪些合作方，请询问运维人员。",
    ),
    "Enter it with `clearwater org agency add NAME`.": (
        "Enter it in the register of agencies first.",
        "请先在机构（MCN）名录中登记。",
    ),
    "Begin one with `clearwater org init`, or be added to one.": (
        "Let the operator begin one, or be added to one.",
        "请由运维人员建立机构树，或由上级机构加入。",
    ),
    "Another organisation can be told of a suspicion without names: `clearwater exchange stix "
    "CASE`.": (
        "Another organisation can be told of a suspicion without names, as STIX.",
        "可以用 STIX 向其他组织通报不含名称的嫌疑。",
    ),
    "Put a policy that names one in force: `clearwater case policy --replace`.": (
        "Put a policy that names one in force, on the page of the policy.",
        "请在规则页面启用指明了该主体的规则。",
    ),
    "Run `clearwater case deliver`, and erase then.": (
        "Let what waits be delivered, and erase then.",
        "请先送达待发消息，再行删除。",
    ),
    "Run `clearwater ledger verify`: where nothing was altered, it was erased.": (
        "Verify the ledger: where nothing was altered, it was erased.",
        "请核验账本：若无改动，则是已被删除。",
    ),
    "Run `clearwater ledger verify`: it says what differs in the store.": (
        "Verify the ledger: it says what differs in the store.",
        "请核验账本：它会指出库中何处不同。",
    ),
    "Name another folder with --keep.": (
        "Let the operator name another folder.",
        "请运维人员指定另一个文件夹。",
    ),
    "Name the folder that the finding came from with --run; a run that was made anew is "
    "another one: open a case for its finding, or add it.": (
        (
            "Name the run that the finding came from; a run that was made anew is another one: "
            "open a case for its finding, or add it."
        ),
        "请指明该发现所属的运行；重新扫描产生的是另一次运行：请为其发现立案，或将其加入本案。",
    ),
    "A second person refuses it: `clearwater case approve --refuse`.": (
        "A second person refuses it.",
        "须由第二人驳回。",
    ),
    "Take it back: `clearwater case withdraw`.": ("Take it back.", "请撤回该提议。"),
    "Look at a new preview: --preview.": (
        "Look at the blast radius again.",
        "请重新查看影响范围。",
    ),
    "Start it with --runs DIR.": (
        "Let the operator start the server with --runs.",
        "请由运维人员以 --runs 启动服务器。",
    ),
    "Start it with --runs, or use the command line.": (
        "Let the operator start the server with --runs, or use the command line.",
        "请由运维人员以 --runs 启动服务器，或使用命令行。",
    ),
    "In this case: {rest}": ("In this case: {rest}", "本案接下来：{rest}"),
    "clearwater case freeze {name} --run RUN": ("freeze the evidence.", "固定证据。"),
    "clearwater case assign {name}": ("somebody takes it.", "由一人接手。"),
    "clearwater case decide {name} --measure MEASURE --preview": (
        "look at the blast radius and decide.",
        "查看影响范围并作出决定。",
    ),
    "the other body accepts or returns it; clearwater org handovers": (
        "the other body accepts or returns it.",
        "由对方机构接收或退回。",
    ),
    "clearwater case approve {name}, by a second person (--as)": (
        "a second person approves or refuses it.",
        "由第二人批准或驳回。",
    ),
    "clearwater case notify {name}": ("issue the notices.", "发出通知。"),
    "clearwater case close {name} --why TEXT; where somebody contests it, before or after: "
    "{rest}": (
        "close it; where somebody contests it, before or after, record the appeal.",
        "结案；若有人提出异议，无论结案前后，均登记申诉。",
    ),
    "clearwater case close {name} --why TEXT": ("close it.", "结案。"),
    "clearwater case resolve-appeal {name} --outcome upheld|overturned --why TEXT, by somebody "
    "who had no part in a decision (--as)": (
        "somebody who had no part in a decision answers the appeal.",
        "由未参与任何决定的人答复申诉。",
    ),
    "Another lead may lift it: `clearwater privacy lift {name}`.": (
        "Another lead may lift it.",
        "另一位负责人可以解除。",
    ),
    "Correct the file, name its columns with --map, or allow more with --max-bad-share. Nothing "
    "was taken in.": (
        "Correct the file, or name its columns. Nothing was taken in.",
        "请更正文件，或指明各列。尚未接收任何内容。",
    ),
    "Name it with --map {name}=NAME.": (
        "Choose the column for {name}.",
        "请为 {name} 选定对应的列。",
    ),
    "Look at the quarantine, then mend the file or the mapping, or raise --max-bad-share.": (
        (
            "Look at the rows that cannot be used, then mend the file or the mapping, or allow "
            "more of them."
        ),
        "请查看无法使用的行，修正文件或列的映射，或提高允许的坏行比例。",
    ),
    "Write ours=theirs, such as actor=user_id.": (
        "Choose the column for each.",
        "请为每一列选定对应的列。",
    ),
    "Name it: --time-zone Asia/Shanghai, or time_zone='Asia/Shanghai'; UTC if that is what "
    "they are.": (
        "Name the time zone, such as Asia/Shanghai; UTC if that is what they are.",
        "请指明时区，如 Asia/Shanghai；若本就是 UTC，请选 UTC。",
    ),
    "Map the constant that all rows share, such as --map action==share; {rest}": (
        "Fill in the action that all rows share, such as share; {rest}",
        "请填写各行共有的动作，如 share；{rest}",
    ),
    "Map the constant that all rows share, such as --map action==share.": (
        "Fill in the action that all rows share, such as share.",
        "请填写各行共有的动作，如 share。",
    ),
    "Map --map {rest}.": ("Choose the columns for {rest}.", "请为以下各列选定对应的列：{rest}。"),
    "map --map {rest}.": ("choose the columns for {rest}.", "请为以下各列选定对应的列：{rest}。"),
}
"""A way on as the command line knows it -> the same on a page, in English and in Chinese."""
