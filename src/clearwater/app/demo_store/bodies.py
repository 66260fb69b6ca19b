"""The bodies around the demo's own: a tree, what platforms owe, a case that is passed on."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from clearwater.app.case.desk import Desk
from clearwater.app.case.opening import Told, open_for_clue, receive_clue
from clearwater.app.case.organisation import change_user
from clearwater.app.demo_store.people import HERE
from clearwater.app.demo_store.story import Story, monday_us
from clearwater.app.org import duties, handing_over, joint, tree
from clearwater.app.org.registers import CreatorSaid, change_agency, change_creator
from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.weekly import weekly
from clearwater.app.publish.writing import put_on_record
from clearwater.cases.organisations.weeks import week_of_us
from clearwater.cases.records.case import Case

PROVINCE, CITY = "dongjiang", "linjiang"
PLATFORMS = ("kuaikan", "haowu")
_LEADS = {PROVINCE: "he.jun", CITY: "lin.na", "kuaikan": "kk.desk", "haowu": "hw.desk"}
_SCHOOL = "清朗教育 · Bright Agency"


def grow(story: Story) -> None:
    """Make the tree: a nation's body, a province, a city in it, two platforms."""
    lead = story.desk("wang.fang", HERE)
    tree.begin(lead, level="nation", name="国家网络秩序办公室 · National office (made up)")
    for above, body, level, name in (
        (HERE, PROVINCE, "province", "东江省 · Dongjiang Province"),
        (PROVINCE, CITY, "city", "临江市 · Linjiang City"),
        (HERE, PLATFORMS[0], "platform", "快看短视频 · Kuaikan Video"),
        (HERE, PLATFORMS[1], "platform", "好物商城 · Haowu Shop"),
    ):
        tree.add(lead, body, parent=above, level=level, name=name, lead=_LEADS[body])
    change_user(_lead(story, CITY), "investigator.lj", ("investigator",))
    agency = story.desk("li.wei", HERE)
    change_agency(agency, _SCHOOL)
    for account, followers in (("u000101", 1_204_000), ("u000230", 86_500), ("u000377", 9_100)):
        change_creator(agency, CreatorSaid(account, followers, _SCHOOL))


def owe(story: Story) -> None:
    """Ask the platforms for two weeks: one has reported, one is over its time."""
    story.on(1, 3, 9)
    lead = story.desk("wang.fang", HERE)
    earlier, last = (week_of_us(monday_us(story.end_us, weeks)) for weeks in (2, 1))
    for platform in PLATFORMS:
        duties.ask(lead, platform, earlier)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        path.write_bytes(canonical_bytes(weekly(_lead(story, PLATFORMS[0]), earlier)))
        desk = story.desk("li.wei", HERE)
        owed = duties.duties(lead, platform=PLATFORMS[0]).to_pylist()
        duty = str(owed[0]["duty"])
        duties.receive(desk, story.store.blobs, duty, path)
        duties.check(desk, duty, "[]")
    story.on(0, 0, 0)
    for platform in PLATFORMS:
        duties.ask(lead, platform, last)


def pass_on(story: Story, case: str) -> None:
    """Let the city offer a case, and ask the province into one of ours."""
    city = story.desk("investigator.lj", CITY)
    told = Told("patrol", "u000555", None, "涉及外省账号 · accounts of another province")
    clue = receive_clue(city, told)
    title = "跨区域刷量线索 · Suspected paid engagement across provinces"
    theirs = open_for_clue(city, clue.clue, title=title).all(Case)[0].case
    why = "属国家层面管辖 · belongs to the national level"
    handing_over.hand_over(_lead(story, CITY), theirs, to=HERE, why=why)
    question = "是否同意对这些账号采取措施？ · Do you agree to a measure on these accounts?"
    joint.invite(story.desk("wang.fang", HERE), case, PROVINCE, question=question)


def publish(story: Story) -> None:
    """Put the report of the last week that is over on record as published."""
    story.on(0, 0, 0)
    lead = story.desk("wang.fang", HERE)
    week = week_of_us(monday_us(story.end_us, 1))
    put_on_record(lead, weekly(lead, week, below=True))


def _lead(story: Story, body: str) -> Desk:
    return story.desk(_LEADS[body], body)
