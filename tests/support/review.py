"""A month's review with invented figures that add up, and its poor relations: nothing, one ticket."""

from dataclasses import replace
from datetime import date, timedelta

from sladesk.reports.document import (
    DEFINITIONS,
    SCHEMA,
    Balance,
    BandLine,
    BoxLine,
    ChannelDay,
    ChannelLine,
    Completeness,
    DayVolume,
    Document,
    FigureLine,
    Head,
    HeatCell,
    Name,
    ProblemLine,
    ReasonLine,
    StaffHour,
    Waiting,
)
from sladesk.reports.records import Use, UseLine

HOUR = 3600.0
FIRST = date(2026, 10, 1)
WORKING = "-------www-wwwww--wwwww--wwwww-"
DAILY = (
    207, 221, 240, 250, 232, 218, 232, 565, 542, 381, 269, 504, 421, 424, 419, 380, 321, 287, 479, 499, 496,
    457, 435, 351, 310, 562, 454, 507, 459, 449, 355,
)  # fmt: skip
#: Of each channel: height of the day's column in tenths, `!n` an alarm day with n late, `g` few contacts.
DAYS = {
    "phone": "62 52 87 44 71 52 57 88 83 38 57 73 72 32 70 44 48 86 61 63 62 53 34 58 89 65 62 74 58 39 91",
    "chat": "!13 66 72 81 !12 75 85 !30 !36 62 !13 !23 87 73 63 !18 98 90 "
    "!26 !35 !23 86 57 70 !16 !46 !32 !25 !23 90 !15",
    "wechat": "0 56 48 32 56 91 30 42 49 48 33 40 20 70 51 56 51 0 75 70 35 46 33 29 28 24 54 72 52 51 37",
    "platform": "63 33 g35 23 53 0 24 69 30 !7 80 68 !6 95 36 63 56 !4 18 28 95 27 70 "
    "56 23 69 25 47 44 !7 !4",
    "mail": "g67 g83 g100 g83 g61 g0 g0 !8 69 g100 !3 63 g35 g39 !5 58 !6 "
    "!3 74 74 !6 92 g35 !4 g100 86 74 !4 !4 g74 77",
    "social": "!3 g74 g100 g100 g74 g0 g100 !3 g39 !3 g0 g0 g0 32 g100 g42 g0 "
    "g100 g89 g74 g0 g42 63 g0 g67 28 g0 g37 33 g0 g95",
}
#: code, zh, en, contacts, in time, late, silent, per cent before, mean first response and solution in seconds
CHANNELS = (
    ("phone", "电话", "Telephone", 4503, 4078, 340, 85, 0.9130, 9, 27.6 * HOUR),
    ("chat", "在线客服", "Web chat", 3383, 2825, 490, 68, 0.8780, 25, 20.3 * HOUR),
    ("wechat", "公众号/企业微信", "WeChat", 1831, 1707, 108, 16, 0.9392, 56 * 60, 25.5 * HOUR),
    ("platform", "第三方平台", "Platform", 1170, 1069, 94, 7, 0.9130, 65 * 60, 24.3 * HOUR),
    ("mail", "邮件", "E-mail", 612, 526, 81, 5, 0.8640, 146 * 60, 25.6 * HOUR),
    ("social", "社交媒体", "Social media", 427, 391, 35, 1, 0.8200, 29 * 60, 29.6 * HOUR),
)
#: Whose hours they were: queue, agent, engineer, parts, customer, off; then those of the month before.
USED = (
    (
        ("",),
        10824,
        (15_400, 54_400, 18_800, 15_200, 26_800, 144_200),
        (15_100, 52_900, 18_700, 17_300, 21_100, 141_000),
    ),
    (("phone", "电话", "Telephone"), 3828, (6_100, 22_600, 9_800, 8_100, 9_400, 60_000), ()),
    (("chat", "在线客服", "Web chat"), 3190, (3_900, 14_100, 3_200, 2_600, 6_900, 33_900), ()),
    (("wechat", "公众号/企业微信", "WeChat"), 1725, (2_100, 8_300, 2_900, 2_300, 4_300, 22_000), ()),
    (("platform", "第三方平台", "Platform"), 1102, (1_500, 4_900, 1_400, 1_100, 3_300, 14_600), ()),
    (("mail", "邮件", "E-mail"), 577, (1_300, 2_600, 700, 500, 1_900, 7_800), ()),
    (("social", "社交媒体", "Social media"), 402, (500, 1_900, 800, 600, 1_000, 5_900), ()),
)
HEAT = (
    "8 8 22 36 58 46 29 29 35 43 39 32 25 29 37 22 11 7",
    "7 5 23 31 51 41 27 25 31 39 31 24 23 31 29 25 10 5",
    "9 6 21 34 55 41 28 27 41 50 31 23 22 25 30 15 12 5",
    "8 6 22 37 54 44 33 24 32 40 30 33 25 24 29 20 11 3",
    "8 7 21 36 40 43 32 24 30 39 35 30 17 26 24 26 10 6",
    "8 5 16 23 34 36 26 17 21 27 28 18 17 19 21 15 7 3",
    "5 5 14 20 32 31 19 14 21 20 21 16 11 16 18 17 5 2",
)  # fmt: skip
WEEKDAYS = [3, 3, 3, 4, 4, 3, 3]
PROBLEMS = (
    ("heat", "空调不制热", "Air conditioner does not heat", [1149, 766, 343], 163, 33 * HOUR, 0.916),
    ("invoice", "发票开具延迟", "Invoice late", [981, 513, 258], 140, 25 * HOUR, 0.720),
    ("spin", "洗衣机脱水异响", "Washing machine noisy", [707, 651, 519], 101, 32 * HOUR, 0.909),
    ("ignite", "热水器点火失败", "Water heater does not light", [543, 551, 345], 77, 32 * HOUR, 0.939),
    ("refund", "退款未到账", "Refund not arrived", [498, 291, 281], 71, 26 * HOUR, 0.918),
)
#: service, tickets, P5, P25, median, P75, P95, mean, limit (hours), over the limit
BOXES = (
    ("repair", 3610, 11, 20.8, 33, 52, 104, 41.7, 72, 560),
    ("return", 1278, 10.6, 17.4, 25, 35.8, 60, 28.8, 72, 44),
    ("complaint", 1739, 6, 13, 21, 35.8, 75, 29, 24, 748),
    ("maintenance", 1056, 9.7, 15.6, 22, 29.8, 50, 24.6, None, 0),
    ("consultation", 3219, 2.5 / 60, 8.9 / 60, 20 / 60, 0.78, 2.45, 0.72, 24, 0),
)
SEATS = (4, 5, 7, 6, 4, 4, 5, 6, 5, 4, 3, 4, 4, 3, 2)
BANDS = (
    (900, [2284, 637, 125, 44, 39], 4.64, 0.935), (3600, [526, 203, 48, 31, 8], 4.48, 0.893),
    (14400, [334, 193, 54, 42, 15], 4.24, 0.826), (None, [15, 15, 5, 2, 5], 3.79, 0.714),
)  # fmt: skip
#: code, zh, en, side, tickets, confirmed, before, channel and how many there
REASONS = (
    ("busy", "坐席忙线", "Agents busy", "us", 396, 366, 319, "chat", 180),
    ("peak", "高峰期坐席不足", "Too few seats at peak", "us", 300, 281, 196, "chat", 179),
    ("process", "坐席不熟悉流程", "Process not known", "us", 185, 174, 190, "chat", 48),
    ("slow", "系统卡顿", "System slow", "platform", 141, 134, 120, "chat", 75),
    ("training", "坐席培训中", "Agent in training", "us", 124, 113, 130, "phone", 42),
    ("noanswer", "客户电话无人接听", "Customer does not answer", "customer", 119, 111, 100, "wechat", 36),
    ("down", "系统故障", "System down", "platform", 65, 63, 66, "phone", 27),
)
FIGURES = (
    ("response_rate", 0.985, 11744, 11926, None, None, 0.985, 0.98, True),
    ("resolution_rate", 0.942, 11236, 11926, None, None, 0.950, 0.95, False),
    ("first_response", 23.7 * 60, None, 11744, 55.0, 90 * 60.0, 22.5 * 60, 1800.0, True),
    ("resolution", 24.8 * HOUR, None, 11236, 21 * HOUR, 70 * HOUR, 25.5 * HOUR, 24 * HOUR, False),
    ("satisfaction", 0.911, 4213, 4625, None, None, 0.929, 0.90, True),
    ("response_attainment", 0.888, 10596, 11926, None, None, 0.902, 0.95, False),
    ("resolution_attainment", 0.901, 10124, 11236, None, None, 0.895, 0.95, False),
    ("answer_rate", 0.412, 4625, 11236, None, None, 0.405, None, None),
    ("score", 4.55, None, 4625, None, None, 4.6, None, None),
)
HEAD = Head(
    "month", "2026-10", "2026-10-01", "2026-10-31", "2026-09", "2026-09-01", "2026-09-30",
    "2026-11-02T00:30:00Z", "2026-10-31", True,
    "Asia/Shanghai", "远岫电器　客户服务部", "Yuanxiu Appliances, Customer Service",
    15, 4,
)  # fmt: skip


def name_of(channel: str) -> Name:
    """Return a channel's name."""
    return next(Name(code, zh, en) for code, zh, en, *_ in CHANNELS if code == channel)


def line(
    measure: str,
    value: float | None,
    part: int | None = None,
    n: int = 0,
    median: float | None = None,
    p90: float | None = None,
    before: float | None = None,
    target: float | None = None,
    good: bool | None = None,
    prefix: str = "",
) -> FigureLine:
    """Return a measure of the catalogue."""
    key = f"{prefix}{measure}"
    return FigureLine(measure, value, n, part, median, p90, before, target, good, key, f"{key}:failing")


def _days(code: str, contacts: int) -> list[ChannelDay]:
    found = []
    for place, sign in enumerate(DAYS[code].split()):
        many = max(20, round(contacts * DAILY[place] / sum(DAILY)))
        decided = 9 if sign.startswith("g") else many
        alarm = sign.startswith("!")
        late = int(sign[1:]) if alarm else round(decided * 0.15 * int(sign.lstrip("g")) / 120)
        found.append(ChannelDay(str(FIRST + timedelta(days=place)), decided, late, alarm))
    return found


def _channels() -> list[ChannelLine]:
    return [
        ChannelLine(
            Name(code, zh, en), contacts, met, late, silent, 0, before,
            {
                "response_attainment": line(
                    "response_attainment", met / contacts, met, contacts, before=before
                ),
                "first_response": line("first_response", float(first), n=contacts, median=first),
                "resolution": line("resolution", float(solved), n=contacts, median=solved),
            },
            _days(code, contacts), [("busy", 3), ("peak", 2)], f"channel:{code}",
        )
        for code, zh, en, contacts, met, late, silent, before, first, solved in CHANNELS
    ]  # fmt: skip


def _heat() -> list[HeatCell]:
    return [
        HeatCell(day + 1, column + 6 if column else 3, int(n) * WEEKDAYS[day], f"hour:{day + 1}:{column + 6}")
        for day, row in enumerate(HEAT)
        for column, n in enumerate(row.split())
    ]


def review() -> Document:
    """Return the month of the drafts: 11,926 tickets, two of five targets missed."""
    rest = ProblemLine(Name("rest", "8", "8"), [3148, 3444, 4089], 448, None, None, "problem:rest")
    return Document(
        SCHEMA, DEFINITIONS, HEAD,
        {row[0]: line(row[0], row[1], row[2], row[3], *row[4:]) for row in FIGURES},
        _channels(),
        [ProblemLine(Name(*row[:3]), *row[3:], f"problem:{row[0]}") for row in PROBLEMS],
        rest,
        [
            BoxLine(
                service, n, p5 * HOUR, p25 * HOUR, median * HOUR, p75 * HOUR, p95 * HOUR, mean * HOUR,
                None if limit is None else limit * HOUR, over, f"box:{service}", f"box:{service}:over",
            )
            for service, n, p5, p25, median, p75, p95, mean, limit, over in BOXES
        ],
        _heat(), WEEKDAYS,
        [
            DayVolume(str(FIRST + timedelta(days=place)), n, WORKING[place] == "w", f"day:{place}")
            for place, n in enumerate(DAILY)
        ],
        368.1,
        [StaffHour(8 + place, seats * 6.0, seats) for place, seats in enumerate(SEATS)],
        [BandLine(*row, f"band:{row[0]}") for row in BANDS],
        -0.16,
        [
            ReasonLine(Name(code, zh, en), side, n, checked, before, name_of(where), there, f"reason:{code}")
            for code, zh, en, side, n, checked, before, where, there in REASONS
        ],
        Balance(555, 11926, 11236, 511, 734, 83),
        [
            Completeness("first_response", 11926, 11744), Completeness("solution", 11926, 11236),
            Completeness("answer", 11236, 4625), Completeness("reason", 1330, 1330),
            Completeness("checked", 1330, 1242),
        ],
        Waiting(3610, 614, 21.9 * HOUR, "waited"),
        use=Use(
            [
                UseLine(
                    Name(*channel) if channel[0] else None, tickets,
                    [part * 3600 for part in parts], [part * 3600 for part in before],
                    f"use:{channel[0]}" if channel[0] else "use",
                )
                for channel, tickets, parts, before in USED
            ],
            412,
        ),
    )  # fmt: skip


def empty() -> Document:
    """Return a month without a ticket."""
    full = review()
    nothing = {
        code: replace(figure, value=None, n=0, part=None, median=None, p90=None, before=None, good=None)
        for code, figure in full.figures.items()
    }
    return replace(
        full, figures=nothing, channels=[], problems=[], problem_rest=None, boxes=[], heat=[],
        days=[replace(day, n=0) for day in full.days], mean_before=None, staff=[],
        rho=None, reasons=[],
        bands=[replace(band, scores=[0] * 5, mean=None, satisfied=None) for band in full.bands],
        balance=Balance(0, 0, 0, 0, 0, 0),
        completeness=[replace(field, expected=0, found=0) for field in full.completeness],
        waiting=Waiting(0, 0, None, "waited"), use=Use([], 0),
    )  # fmt: skip


def single() -> Document:
    """Return a month with one ticket: answered in time, not solved yet, nobody asked about it."""
    full = review()
    channel = replace(
        full.channels[0], tickets=1, met=1, late=0, silent=0, before=None, top=[],
        days=[ChannelDay(day.day, int(place == 4), 0, False) for place, day in enumerate(full.days)],
    )  # fmt: skip
    figures = empty().figures | {
        "response_rate": line("response_rate", 1.0, 1, 1, target=0.98, good=True),
        "resolution_rate": line("resolution_rate", 0.0, 0, 1, target=0.95, good=False),
        "first_response": line("first_response", 42.0, None, 1, 42.0, 42.0, target=1800.0, good=True),
        "response_attainment": line("response_attainment", 1.0, 1, 1, target=0.95, good=True),
    }
    return replace(
        empty(), figures=figures, channels=[channel], heat=[HeatCell(1, 9, 1, "hour:1:9")],
        problems=[replace(full.problems[0], counts=[1, 0, 0], permille=1000, median=None, satisfaction=None)],
        days=[replace(day, n=int(place == 4)) for place, day in enumerate(full.days)],
        staff=[StaffHour(9, 0.0, 0)], balance=Balance(0, 1, 0, 0, 1, 0),
    )  # fmt: skip
