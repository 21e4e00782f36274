"""A 5-Why worksheet and improvements as a review prints them: the invoice example of R8.1."""

from datetime import UTC, date, datetime

from sladesk.domain.figures import Share
from sladesk.domain.minutes import Decision, Task, Words
from sladesk.queries.quality import Action, Sheet, SheetLine
from sladesk.reports.kept import Agreed, Effect, EffectPart, Kept, Name


def action(
    number: str,
    state: str,
    term: str,
    text: str,
    owner: str,
    staff: str,
    due: date,
    criterion: str,
    overdue: int = 0,
) -> Action:
    return Action(
        number, state, term, "staffing", text, owner, staff, due, criterion, "", overdue, None, "5Y-2026-017"
    )


ACTIONS = (
    action(
        "26-032",
        "in_progress",
        "short",
        "10–12 点在线客服增开 2 席弹性班",
        "客服主管",
        "S012",
        date(2026, 10, 26),
        "10–12 点达标率 ≥ 90%",
        6,
    ),
    action(
        "26-031",
        "in_progress",
        "short",
        "开票接口失败自动重试，失败清单每日 9:00 发财务",
        "技术部",
        "D015",
        date(2026, 11, 6),
        "连续 5 天失败单为 0",
    ),
    action(
        "26-033",
        "open",
        "long",
        "测试用例评审规程修订，接口异常用例必测",
        "质量部",
        "Q003",
        date(2026, 11, 30),
        "用例覆盖率 100%，评审有记录",
    ),
    action(
        "26-036",
        "done",
        "short",
        "空调不制热远程自检图文引导",
        "技术支持",
        "E030",
        date(2026, 11, 8),
        "无故障上门 ≤ 5%",
    ),
    action(
        "26-028",
        "not_effective",
        "short",
        "邮件话术培训并上线 FAQ 40 条",
        "培训负责人",
        "T004",
        date(2026, 9, 30),
        "邮件达标率 ≥ 92%",
    ),
    action(
        "26-027",
        "effective",
        "short",
        "社交媒体值守排班：工作日 8–20 点轮值",
        "客服主管",
        "S012",
        date(2026, 9, 28),
        "达标率 ≥ 88%",
    ),
)


def why(label: str, question: str, text: str, evidence: str, verdict: str = "kept") -> SheetLine:
    return SheetLine(label, label.isdigit(), question, text, evidence, "", verdict, "", label == "5")


SHEET = Sheet(
    number="5Y-2026-017",
    state="settled",
    title="发票开具延迟",
    expectation="",
    problem="客户投诉未收到发票：10 月 981 件，9 月 513 件，8 月 258 件；占问题工单 14.0%。",
    root_text="测试用例设计规程没有要求接口异常场景，致使“超时不重试”的缺陷上线。",
    cause_class="method",
    day=date(2026, 10, 22),
    author="Q003",
    reviewer="S012",
    people=("S012", "D015", "F006"),
    settled_at=None,
    quote="签收都十天了，发票还没到，公司那边报不了账。",
    quote_ticket="SR20261014031",
    quote_channel_id=1,
    category_id=2,
    tickets=("SR20261012046", "SR20261014031", "SR20261019008"),
    whys=(
        why("1", "为什么客户收不到发票？", "财务未开出：申请停在“待开”。", "抽查 60 件，58 件状态为“待开”。"),
        why("2", "为什么财务没有开出？", "状态未同步，财务看不到“已签收”。", "58 件在订单系统均已签收。"),
        why(
            "2b", "", "财务人手不足？", "9 月 3 人日均开票 310 张，10 月 3 人 305 张，能力未变。", "excluded"
        ),
        why(
            "3",
            "为什么状态没有同步？",
            "订单接口超时后不重试，消息丢失。",
            "接口日志：超时 412 次，重试 0 次。",
        ),
        why("4", "为什么缺陷没有在上线前发现？", "测试环境不模拟超时。", "测试报告 2026-08：异常用例 0 条。"),
        why("5", "为什么用例没有覆盖？", "用例设计规程不要求接口异常场景。", "规程 V2.1 第 4 章。"),
    ),
    actions=ACTIONS[1:3],
)


#: The plan of page 9 of the drafts, and the one agreed on a month before.
ADDED = Words(
    comments={
        "whole": "十月守住了响应，慢在投诉。",
        "plan": "十一月先抓三件事：大促坐席、开票接口、投诉 24 小时。",
        "channels": "在线客服按大促排班另议。",
    },
    plan=(
        Task(
            "双 11 大促排班：至 11-12，在线客服 10 点增至 9 席",
            "S012",
            "客服主管",
            date(2026, 11, 4),
            "channel:chat",
            "90",
        ),
        Task(
            "开票接口修复与积压发票清零",
            "D015",
            "技术部",
            date(2026, 11, 6),
            "problem:invoice",
            "400",
            "接口失败单为 0",
        ),
        Task(
            "投诉 24 小时内解决专项：每日 16 点清单会",
            "C008",
            "投诉处理组",
            date(2026, 11, 30),
            "figure:resolution",
            "24",
        ),
        Task(
            "供暖季备件：热敏电阻、四通阀安全库存上调 40%",
            "",
            "采购部",
            date(2026, 11, 5),
            "",
            "",
            "等待备件占维修 ≤ 12%",
        ),
    ),
    held="2026-11-03T14:00",
    place="三楼会议室",
    people=("M001", "S012", "Q003"),
    guests="财务部、采购部",
    decisions=(Decision("大促期间社交媒体由夜班兼管", "S012", "", date(2026, 11, 8)),),
)
SIGNED = datetime(2026, 11, 3, 7, 40, tzinfo=UTC)
CHAT = Name("chat", "在线客服", "Web chat")
#: One comparison is better beyond chance, one is worse, two may be chance.
EFFECTS = [
    Effect(
        "26-027",
        Name("order.delay", "订单进度查询", "Order status"),
        date(2026, 9, 28),
        28,
        [
            EffectPart("overdue", Share(72, 402), Share(35, 417)),
            EffectPart("satisfied", Share(150, 171), Share(158, 175)),
        ],
    ),
    Effect(
        "26-028",
        Name("complaint.invoice", "发票开具", "Invoice"),
        date(2026, 9, 30),
        28,
        [
            EffectPart("volume", Share(513, 9120), Share(871, 10560)),
            EffectPart("overdue", Share(83, 612), Share(86, 610)),
        ],
    ),
]
KEPT = Kept(
    sheets=[SHEET],
    actions=list(ACTIONS),
    categories={SHEET.number: Name("complaint.invoice", "投诉类 › 发票开具", "Complaint › Invoice")},
    channels={SHEET.number: Name("phone", "电话", "Telephone")},
    agreed=[
        Agreed(
            "在线客服增开 2 席", "S012", "", date(2026, 10, 26), "channel:chat", CHAT, 0.01, "88", 0.878, ""
        ),
        Agreed(
            "响应率守住 98%",
            "S012",
            "",
            date(2026, 10, 31),
            "figure:response_rate",
            None,
            0.01,
            "98",
            0.985,
            "",
        ),
        Agreed("邮件话术培训", "", "培训组", None, "", None, 1, "", None, "考核全员通过"),
    ],
    effects=EFFECTS,
)
