"""What real labelled sets there are, whose they are, and what each of them cannot show.

Clearwater ships none of them and downloads none. A set is a folder of Parquet tables that somebody
has prepared from the public source, with these very bytes: a figure holds for the file that it was
measured on, so each file is known by its checksum. A table that is prepared anew from the same
source has other bytes and is refused, even where its rows are the same.

The traps belong beside every figure that is measured on the set, not in a footnote.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from clearwater.errors import ParameterError, near_names


@dataclass(frozen=True)
class SetFile:
    """One table of a set."""

    name: str
    """File name inside the set's folder, such as ``events.parquet``."""
    sha256: str
    """Checksum of the whole file, 64 hexadecimal digits."""
    rows: int
    """Rows of the table."""


@dataclass(frozen=True)
class RealSet:
    """One set of real data: where it comes from and how far it can be trusted."""

    id: str
    """Name of its folder."""
    what: str
    """What it holds, one sentence."""
    origin: str
    """Public address of the source; ``see the name`` where none is known for certain."""
    licence: str
    """Under which terms the source was published, in words."""
    redistribution: str
    """Whether the prepared tables may be passed on."""
    label: str
    """What a label of 1 means, who gave it, and to how many."""
    traps: tuple[str, ...] = field(repr=False)
    """What a figure on this set must not be taken for; printed where the figure stands."""
    files: tuple[SetFile, ...] = field(repr=False)
    """Its tables."""


def real_set(set_id: str) -> RealSet:
    """Return the set of this id.

    Raises
    ------
    ParameterError
        If there is none; near names are offered.

    Examples
    --------
    >>> real_set("bitcoin_otc").files[0].rows
    35592
    """
    if set_id not in REAL_SETS:
        raise ParameterError(
            "no such real set",
            expected=", ".join(REAL_SETS),
            found=repr(set_id),
            next_step=near_names(set_id, REAL_SETS),
        )
    return REAL_SETS[set_id]


_NO_ORGANIC_POSTS = (
    "There are no ordinary accounts of the same time and language to hold these against, so no "
    "accuracy of detection can be measured on them."
)

_ALL = (
    RealSet(
        id="hop_sybil",
        what="Wallets of the Hop bridge airdrop: first use of the bridge, volume, token transfers "
        "without times, and which wallets were struck off as one person's.",
        origin="https://github.com/hop-protocol/hop-airdrop",
        licence="ISC according to its package.json; the repository has no licence file. The rows "
        "are public chain data.",
        redistribution="Not settled; do not pass the tables on, and name no wallet.",
        label="1: struck off the airdrop, either after a report that reviewers accepted (with the "
        "report's cluster) or by the project's own rule on transfers; 0: stayed eligible; null: "
        "the label is withheld (fold 4).",
        traps=(
            "The project's own rule labelled 10,073 wallets FROM the transfer graph: any method "
            "that uses transfers is circular on them, so only the reported clusters are judged.",
            "Some reporters used timing or funding themselves, so a figure says whether a reviewer "
            "would agree, not who shares an owner.",
            "Eligible wallets include undetected ones: precision is a lower bound.",
            "A few large reports carry much of each figure, hence the wide intervals: one holds "
            "471 of the 1,482 reported wallets of folds 2 and 3, so a row without it is shown.",
            "The form and the settings of partners were chosen on folds 0 and 1. A first version "
            "had been seen on folds 2 and 3 once (AP 0.440 there) before it was widened by what "
            "folds 0 and 1 showed, so these are not wholly untouched.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "86896c95edd51f7c7d51bae1a82c97dbac569a9eb3524f67787d1322cb2f8cac",
                43_052,
            ),
            SetFile(
                "transfers.parquet",
                "c2b270147fc0bae70aec6455f93c2538247781fd4438c97bc325d324be43c915",
                309_124,
            ),
            SetFile(
                "labels.parquet",
                "df2b477b0b3819539d2d15cf68446aff3fc4296658d8d923e367e94b018a0743",
                43_052,
            ),
            SetFile(
                "groups.parquet",
                "2605cfb9941076bd94914465f4c1e3c017d635784d88055330ef2a9f5af19e6f",
                20_441,
            ),
        ),
    ),
    RealSet(
        id="bitcoin_otc",
        what="Who rated whom on the Bitcoin OTC marketplace, with times, 2010 to 2016.",
        origin="https://snap.stanford.edu/data/soc-sign-bitcoin-otc.html",
        licence="SNAP research data; the copy in the TGBase benchmark is under MIT.",
        redistribution="Cite SNAP; pass the source's address on, not the tables.",
        label="316 accounts of the REV2 label file: 1: rated as fraudulent by trusted accounts "
        "(180); 0: trusted by them (136).",
        traps=(
            "The labels come from ratings RECEIVED: minus the mean received rating alone reaches "
            "AUC 0.997, above every published method, so only what an account gave is a claim.",
            "With 316 accounts the interval is about 0.04 to each side: do not rank methods that "
            "are closer than that.",
            "Trusted accounts are old accounts here: how long an account has been rating, and "
            "nothing else, reaches AUC 0.870.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "e67fd0c0219e9bcbf93cc04858e94d4ee103833d0b10c06083bfb870067829ce",
                35_592,
            ),
            SetFile(
                "labels.parquet",
                "1c5a9b390a1ff1bec2eb6edc35e2e04fb61189db01a92aba6d0d3d6fcf7cfe25",
                316,
            ),
        ),
    ),
    RealSet(
        id="bitcoin_alpha_unlabelled",
        what="Who rated whom on the Bitcoin Alpha marketplace, 2010 to 2016.",
        origin="https://snap.stanford.edu/data/soc-sign-bitcoin-alpha.html",
        licence="SNAP research data.",
        redistribution="Cite SNAP; pass the source's address on, not the tables.",
        label="None.",
        traps=(
            "Unlabelled is not clean: what is flagged is an upper bound on false alarms.",
            "Times are days: everything of one day carries the same moment, so all who rated the "
            "same account on a day seem to have done it at once. A method that leaves such crowds "
            "out sees nothing here, and no alarm is then no merit.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "fbd7862109db874a32c06756424b200c8264e968ce5fd342b46b27a0d7f9a96f",
                24_186,
            ),
        ),
    ),
    RealSet(
        id="yelpchi_bipartite",
        what="Who reviewed which business in Chicago on Yelp, with the published SpEagle priors.",
        origin="https://github.com/safe-graph/UGFraud",
        licence="The repository is under Apache-2.0; the data behind it are for research only.",
        redistribution="Do not pass the tables on.",
        label="1: a review that Yelp's filter held back (8,919 of 67,395), or an account with at "
        "least one such review (7,739 of 38,063).",
        traps=(
            "There are NO times: the publisher stripped dates and ratings, so no method that "
            "needs time can be asked.",
            "The label is another filter's opinion, and that filter saw far more than this graph.",
            "Held-back accounts wrote little: beyond the number of its reviews the graph says next "
            "to nothing about an account.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "4a2f36b49d3bbb09b4a42d8cc92cccaaab0c63e5f5c41696926d62e42a78d5da",
                67_395,
            ),
            SetFile(
                "labels.parquet",
                "4ff71857219501c29e88a935aaaa97431b36abef37e76808f15e4444ac564b2d",
                38_063,
            ),
        ),
    ),
    RealSet(
        id="mib_fake_followers",
        what="Profiles of bought Twitter followers (one seller) and of genuine accounts, from "
        "Cresci et al. 2015.",
        origin="http://mib.projects.iit.cnr.it/dataset.html",
        licence="MIB: for research only.",
        redistribution="Do not pass the tables on; ids are hashed, names and texts were dropped.",
        label="1: bought (1,337); 0: genuine (1,481).",
        traps=(
            "The bought accounts were made in two batches, the genuine ones over six years: the "
            "burst of sign-ups alone reaches AUC 0.991. A sanity test, not a benchmark.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "cc56c14d54d2fa39a897b03807351104bcda94083c69ed0d76f006c0af8266c6",
                2_818,
            ),
            SetFile(
                "labels.parquet",
                "37ac392dbecbd46791583dccb81ecd25f8f76c7d4ec862f1bba73190b0692c69",
                2_818,
            ),
        ),
    ),
    RealSet(
        id="youtube_spam",
        what="Comments under five videos on YouTube, 2013 to 2015 (YouTube Spam Collection).",
        origin="https://archive.ics.uci.edu/dataset/380/youtube+spam+collection",
        licence="UCI Machine Learning Repository, CC BY 4.0.",
        redistribution="Allowed with attribution; authors are hashed, e-mail and telephone masked.",
        label="1: the comment was marked as spam by hand (1,005 of 1,956). A label of the text, "
        "not of coordination.",
        traps=(
            "The label says what the comment contains, not whether anybody moved together: a test "
            "of text signals only.",
            "In the source exactly the spam of video 04 lacks a date, so all its dates were "
            "blanked: whether a time is there must never be used.",
            "Repeated phrases say that the same words came again under other videos. Many of the "
            "spam comments are the prefilled text of the site's own share button, and that a "
            "comment has any link is by itself a repeated run of words: so a row without links "
            "and a row of nothing but links stand beside it.",
            "The form of repeated phrases was chosen with the labels of videos 01 and 02; the row "
            "over the other three is the claim.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "da42bb3ea173f85d4f4e67660a00bb5c7764a9024dfc5e47a657e0ed2ac1b5a3",
                1_956,
            ),
            SetFile(
                "labels.parquet",
                "43063e29cda4f88be0208b45ef9c9ec01c0fb038f356687cfbdadbb276b8f0a2",
                1_792,
            ),
        ),
    ),
    RealSet(
        id="github_fake_stars",
        what="Stars on GitHub that StarScout suspects, with profiles of accounts and repositories, "
        "2022 to 2024.",
        origin="https://github.com/hehao98/StarScout",
        licence="Apache-2.0; its authors warn of false positives.",
        redistribution="Allowed with the licence; accounts and repositories are hashed.",
        label="Stars: positives only, by a heuristic for accounts of little activity. Profiles: 1: "
        "suspected (10,087); 0: random sample (9,992).",
        traps=(
            "The labels of stars are a heuristic's output and have no honest counterpart; profiles "
            "were selected on activity: no accuracy of detection may be claimed.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "bc51906b39a4834b20396a703d85ed25cd8723dda272a49c31125527b8aa3890",
                34_284,
            ),
            SetFile(
                "objects.parquet",
                "1e25caa6fc8cbee34a016fe109b1e892f9746b4e4aee9dcd1b1098ec8a26af36",
                3_102,
            ),
            SetFile(
                "repo_month_panel.parquet",
                "cb9ea1547bf98923967ef334e3085691d045fc54b1036b8808928cfc269726ee",
                34_840,
            ),
            SetFile(
                "actor_profiles.parquet",
                "ef509cf0e44cf6c5485ff779aadaa1525b3b5b5532f96df2b9b6deb4aa57e561",
                20_079,
            ),
            SetFile(
                "repo_profiles.parquet",
                "280cb68fdfab4be4d002beb21d9f89c23a18abcc57700622c575c124f65f6e02",
                36_286,
            ),
        ),
    ),
    RealSet(
        id="ira_trolls_50",
        what="Tweets of 50 accounts of the Internet Research Agency, 2014 to 2017.",
        origin="https://github.com/fivethirtyeight/russian-troll-tweets",
        licence="Published by FiveThirtyEight; the package it was taken from is under GPL-3.",
        redistribution="Pass the source's address on, not the tables.",
        label="All 50 are of the agency; 37 acted as Right, 13 as Left.",
        traps=(_NO_ORGANIC_POSTS,),
        files=(
            SetFile(
                "events.parquet",
                "d6c5efc1e1377a5e960f94a28e97e274f002d520037f9b1449a8629a5a151568",
                22_143,
            ),
            SetFile(
                "labels.parquet",
                "ea40c59d03b7a70430fbd79cade9034db425252f10ccc63f92ba53aba5438514",
                50,
            ),
        ),
    ),
    RealSet(
        id="voterfraud2020_retweets",
        what="Retweets about claims of voter fraud on eight days of October and November 2020 "
        "(VoterFraud2020).",
        origin="https://github.com/sTechLab/VoterFraud2020",
        licence="The repository states none.",
        redistribution="Do not pass the tables on; ids are hashed.",
        label="None for accounts (the label file holds suspended and deleted ones only). Of "
        "tweets: whether the author was suspended later, which is no proof of coordination.",
        traps=(
            "Unlabelled is not clean: what is flagged is an upper bound on false alarms.",
            "Times of retweets are days: all who retweeted the same tweet on a day carry the same "
            "moment, so a method with a window below a day sees them all meet at once. A method "
            "that leaves such crowds out sees nothing here, and no alarm is then no merit.",
            "Suspension mostly follows political community: figures that are not stratified by "
            "community mean nothing.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "f923ed7a66f614e46045797c0f1337528a4026165a9d220ef1d077ece3d7e731",
                423_238,
            ),
            SetFile(
                "labels.parquet",
                "23bf69f08fcfa8d3da528a12446bf795a2c0a2f1839d476b973e992f1008f676",
                8_210,
            ),
        ),
    ),
    RealSet(
        id="vk_comments_unlabelled",
        what="Comments on the VK pages of 25 Russian media, February to April 2022.",
        origin="see the name",
        licence="The repository it came from is under MIT.",
        redistribution="Do not pass the tables on; ids were hashed at the source.",
        label="None.",
        traps=(
            "Unlabelled is not clean: what is flagged is an upper bound on false alarms.",
            "The object is a whole page, not a post: that two accounts commented on one page close "
            "in time says little where a page is busy.",
        ),
        files=(
            SetFile(
                "events.parquet",
                "e4460b0550c7c44cc76c5ed522b6a3b2573b45c6b9ccbd7444875f1b89cd954e",
                91_303,
            ),
        ),
    ),
)

REAL_SETS: dict[str, RealSet] = {each.id: each for each in _ALL}
"""All sets by id."""
