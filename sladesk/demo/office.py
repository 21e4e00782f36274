"""What people do beside the tickets: lists kept, sheets taken out, knowledge and settings looked after."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from sladesk.actions import knowledge, masters, settings, views
from sladesk.actions._action import Tx
from sladesk.demo.stage import Stage
from sladesk.domain.codes import KnowledgeKind, ReasonKind
from sladesk.domain.knowledge import ItemForm

Deed = Callable[[Tx], object]
#: Who keeps which list under a name: log-in, name, filter.
_LISTS = (
    ("lina", "等客户的单子", (("owner", "me"), ("status", "waiting_customer"))),
    ("zhaomin", "待升级", (("status", "escalated"),)),
    ("zhaomin", "一小时内到期", (("due", "hour"),)),
    ("zhouying", "投诉，未关闭", (("status", "open"), ("class", "complaint"))),
    ("zhouying", "退款相关", (("text", "退款"),)),
    ("dengxin", "网页渠道未关闭", (("status", "open"), ("channel", "chat"), ("channel", "form"))),
    ("chenweidong", "紧急与高", (("status", "open"), ("priority", "urgent"), ("priority", "high"))),
)
_COLUMNS = ("number", "problem", "status", "priority", "owner", "due")
#: Entries written down after they were asked for again and again: author, category, title, text, days ago.
_KNOWN = (
    (
        "zhaomin",
        "fault.control.network",
        "换了路由器以后空调连不上网怎么办",
        "先在手机上删除旧设备，再长按遥控器的“健康”键 5 秒，听到两声提示音后重新配网。只支持 2.4 GHz。",
        64,
    ),
    (
        "zhoukai",
        "consultation.policy.warranty",
        "发票丢了还能保修吗",
        "可以。按序列号查出厂日期，顺延三个月计算；请客户拍下铭牌，核对后登记。",
        47,
    ),
    (
        "linhao",
        "",
        "来电高峰时怎样登记",
        "先登记电话和一句现象，挂断后十五分钟内补全；晚于受理时间的，选“来电集中，事后补录”。",
        33,
    ),
)


def look_after(session: Session, stage: Stage, asked: Sequence[datetime]) -> None:
    """Let every role do what it does beside the tickets, at times people work.

    Arguments:
        asked: instants of all requests, which the sheets count.
    """

    def do(login: str, days: float, hour: int, name: str, deed: Deed) -> None:
        at = datetime.combine(stage.today - timedelta(days=days), time(hour, 12), stage.zone)
        by = stage.actors[login]
        deed(Tx(session, by, min(at, stage.now), name, by.source))

    _admin(do)
    _knowledge(do)
    _lists(do)
    _sheets(stage, Counter(stage.local(at).date() for at in asked), do)


Do = Callable[[str, float, int, str, Deed], None]


def _admin(do: Do) -> None:
    """The administrator: a reason the desk asked for, two business settings, with their history."""
    rain = {"name_zh": "暴雨或大风停工", "name_en": "Work stopped by a storm", "code": "storm"}
    kept = {"kind": ReasonKind.RESCHEDULE.value}
    do("linhao", 58, 10, "masters.create", lambda tx: masters.create(tx, "reason", rain | kept))
    for name, value, days in (("board.backlog_target", "120", 40), ("board.load_limit", "15", 26)):
        do(
            "linhao",
            days,
            11,
            "settings.change",
            lambda tx, n=name, v=value: settings.change(tx, n, v, version=0),
        )


def _knowledge(do: Do) -> None:
    for login, category, title, text, days in _KNOWN:
        form = ItemForm(KnowledgeKind.FAQ, category, title_zh=title, body_zh=text)
        do(login, days, 15, "knowledge.create", lambda tx, f=form: knowledge.create(tx, f))


def _lists(do: Do) -> None:
    for login, called, pairs in _LISTS:
        query = urlencode(pairs)
        do(login, 20, 9, "views.save", lambda tx, c=called, q=query: views.save(tx, name=c, query=q))


def _sheets(stage: Stage, asked: Counter[date], do: Do) -> None:
    """Analysts take last week's sheet out on Mondays, the manager the month's on its first day."""
    monday = stage.today.weekday()
    for week in range(8):
        days = monday + 7 * week
        since = stage.today - timedelta(days=days + 7)
        login = "zhouying" if week % 2 else "dengxin"
        do(login, days, 10, "tickets.export", _taken(asked, since, since + timedelta(days=6)))
    first = stage.today.replace(day=1)
    for _month in range(3):
        ends = first - timedelta(days=1)
        begins = ends.replace(day=1)
        do("chenweidong", (stage.today - first).days, 16, "tickets.export", _taken(asked, begins, ends))
        first = begins


def _taken(asked: Counter[date], since: date, until: date) -> Deed:
    query = urlencode((("from", since.isoformat()), ("to", until.isoformat())))
    rows = sum(count for day, count in asked.items() if since <= day <= until)
    return lambda tx: views.exported(tx, kind="xlsx", rows=rows, query=query, columns=_COLUMNS)
