"""Every kind of campaign that Clearwater is there to see, by name, at a size for a small world.

Numbers are of one small order book each and can be changed one by one
(``--plant "phone farm:accounts=300,jobs=40"``). What a kind does is named for the people who buy
it; how hard it is to see follows from jitter, share, cover, addresses and texts.
"""

from __future__ import annotations

from clearwater.simulate.campaigns import Campaign

CAMPAIGN_KINDS: dict[str, Campaign] = {
    "phone farm": Campaign(
        80, jobs=20, jitter_s=15.0, camouflage=0.5, object_kind="popular", lines=2, sign_up_days=3.0
    ),
    "paid likes": Campaign(
        150, jobs=15, jitter_s=300.0, share=0.4, action="like", lines=6, accounts_per_device=3.0
    ),
    "paid follows": Campaign(
        150, jobs=12, jitter_s=600.0, share=0.5, action="follow", lines=4, sign_up_days=5.0
    ),
    "paid views": Campaign(
        200, jobs=30, jitter_s=120.0, share=0.6, action="view", lines=3, accounts_per_device=10.0
    ),
    "paid comments": Campaign(
        60, jobs=12, jitter_s=900.0, share=0.5, action="comment", texts="spun", lines=3
    ),
    "paid messages": Campaign(
        40, jobs=25, jitter_s=60.0, share=0.5, action="message", texts="copied", lines=1
    ),
    "live room": Campaign(
        120, jobs=15, jitter_s=20.0, action="join", then=("message",), texts="spun",
        popularity=1.0, at_birth=True, lines=2,
    ),
    "brushed orders": Campaign(
        90, jobs=12, jitter_s=7_200.0, share=0.4, action="purchase", then=("review",),
        then_after_s=(86_400.0, 345_600.0), texts="copied", rating=5.0, driven_by="part-timers",
    ),
    "one-star extortion": Campaign(
        40, jobs=8, jitter_s=1_800.0, share=0.8, action="review", texts="spun", rating=1.0, lines=1
    ),
    "sold accounts": Campaign(
        100, jobs=12, jitter_s=120.0, share=0.6, warm_up_days=14.0, sign_up_days=1.0, lines=5,
    ),
    "topic gang": Campaign(
        60, jobs=12, jitter_s=240.0, share=0.7, action="post", texts="spun",
        popularity=20.0, at_birth=True, lines=4,
    ),
    "copied text": Campaign(
        50, jobs=15, jitter_s=14_400.0, share=0.5, action="comment", texts="copied",
        driven_by="part-timers",
    ),
    "coupon grabbers": Campaign(
        100, jobs=10, jitter_s=3.0, camouflage=0.2, action="claim", popularity=2.0,
        accounts_per_device=20.0, lines=1,
    ),
    "debunked claim": Campaign(
        70, jobs=10, jitter_s=5_400.0, share=0.4, action="post", texts="claim", lines=6
    ),
    "part-timers": Campaign(
        150, jobs=15, jitter_s=3_600.0, camouflage=3.0, share=0.3, driven_by="part-timers"
    ),
    "patient farm": Campaign(
        200, jobs=20, jitter_s=600.0, camouflage=3.0, share=0.5, rotation=0.5, warm_up_days=5.0,
        decoys=0.2, lines=40,
    ),
    "framing": Campaign(60, jobs=15, jitter_s=30.0, framed=40, lines=3),
}  # fmt: skip
"""By name. Actions that a world does not have otherwise are added to it."""
