"""``README.txt`` of a package: what it is, how to verify it, what that proves and what not."""

from __future__ import annotations

README = """\
EVIDENCE PACKAGE (the same in Chinese below)

What this is
  The evidence of one case about organised fake engagement, as Clearwater sealed it: the events and
  findings that a decision rests on, the decision with its reasons, and who had the evidence in
  hand. It is a BagIt folder (RFC 8493). Clearwater need not be installed to read or verify it.

  data/case.json        every record of the case, and the words of its decisions
  data/decision.json    the decisions, and the files that each rests on
  data/custody.jsonl    the chain of custody: every entry of the ledger about this case
  data/evidence/        the files of evidence (Parquet tables, JSON, drawings)
  ledger/               the sealing entry, the signed checkpoint of the ledger, and the proofs
  signature.json        Ed25519 signature over tagmanifest-sha256.txt

  It holds identifiers of accounts: personal data. Pass it on as the law allows, and no further.

How to verify it
  python3 verify.py                          (Python 3.8 or later, nothing else; --language zh)
  python3 verify.py --key HEX                with the public key that the organisation publishes
  python3 verify.py --checkpoint FILE        with a checkpoint that a witness or anybody kept

  verify.py lies inside the package and could have been altered with it. Use a copy that came
  another way, or compare its SHA-256 with the field "verifier" of the entry "evidence sealed" in
  the ledger, as the organisation shows it: the copy of that entry in ledger/ is in the package too.
  The timestamp, where there is one, is checked further with the authority's certificate:
  openssl ts -verify -data manifest-sha256.txt -in ledger/timestamp.tsr -CAfile CERTIFICATE

What it proves
  Nothing in this folder was altered, added, removed or renamed since it was sealed with this key.
  The decisions rested on exactly these files, and the records are what the ledger says of them.
  With a key known from elsewhere: it was this organisation that sealed it. With a checkpoint known
  from elsewhere: the organisation showed you the same ledger as others. With the timestamp: it
  existed at that time.

What it does not prove
  That the events were true when they were recorded, that the finding is right, or that anybody is
  guilty: a finding is a suspicion with an error rate, and people decided.
  That no entry about this case was left out by whoever sealed it: each entry that is here is in the
  ledger, and only the whole ledger shows that there is no other one.
  Without a key known from elsewhere anybody could have made a package like this one, verify.py
  included. Do not take the key from this folder, or from whoever gave it to you: ask the
  organisation, on a way that you chose.


证据包

这是什么
  这是由 Clearwater 封存的一宗有组织虚假互动案件的证据：决定所依据的事件与发现、决定及其理由，
  以及证据经手人记录。它是一个 BagIt 文件夹（RFC 8493），阅读与验证都不需要安装 Clearwater。

  data/case.json        案件的全部数据，以及各项决定的文字
  data/decision.json    各项决定，以及每项决定所依据的文件
  data/custody.jsonl    保管链：账本中有关本案的每一条记录
  data/evidence/        证据文件（Parquet 表、JSON、图）
  ledger/               封存记录、账本的签名检查点，以及证明
  signature.json        对 tagmanifest-sha256.txt 的 Ed25519 签名

  包内含有账号标识，属于个人信息。请依法传递，不得超出法律许可的范围。

如何验证
  python3 verify.py --language zh            （Python 3.8 或更新版本，无需其他软件）
  python3 verify.py --key HEX                使用该机构公布的公钥
  python3 verify.py --checkpoint FILE        使用见证方或任何人另行保存的检查点

  verify.py 就在包内，可能与包一同被改动。请使用由其他途径取得的副本，或将其 SHA-256 与
  该机构所出示账本中 "evidence sealed" 记录的 verifier 字段核对（ledger/ 中的副本也在包内）。
  如有时间戳，可用时间戳机构的证书进一步验证：
  openssl ts -verify -data manifest-sha256.txt -in ledger/timestamp.tsr -CAfile CERTIFICATE

它证明什么
  自以此密钥封存以来，本文件夹中没有任何内容被改动、增加、删除或改名。各项决定所依据的正是
  这些文件，各项数据与账本所记一致。若密钥由其他途径得知：封存者就是该机构。若检查点由其他
  途径得知：该机构向你出示的账本与向他人出示的相同。若有时间戳：它在该时刻已经存在。

它不证明什么
  它不证明事件在记录时属实，不证明发现正确，也不证明任何人有错：发现只是带有误差率的怀疑，
  作出决定的是人。它也不证明没有遗漏本案的任何记录：包内每条记录都在账本中，但是否还有其他记录，
  只有完整的账本才能说明。若密钥不是由其他途径得知，任何人都可以制作这样一个包，连同 verify.py。
  请勿采用此文件夹中的密钥，也勿采用交给你此包的人所说的密钥：请通过你自己选择的途径向该机构查询。
"""
