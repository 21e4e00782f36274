"""What the department looked into, and what it agreed on (R8.1, R8.2, R8.5); days count back from the present."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WhyTold:
    """A why: `under` is its place in the list from 1, 0 for the problem; a `reason` excludes it."""

    text: str
    question: str = ""
    evidence: str = ""
    under: int = 0
    reason: str = ""
    root: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class RecordTold:
    """A record: `categories` and `channel` choose its tickets, `began` says how many days ago it was begun."""

    title: str
    problem: str
    expectation: str
    whys: tuple[WhyTold, ...]
    people: tuple[str, ...]
    began: int
    categories: tuple[str, ...] = ()
    channel: str = ""
    root_text: str = ""
    cause_class: str = ""
    reviewer: str = ""
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class StepTold:
    """What was said: days ago, by whom, words, and what became of it (noted, done, effective, failed, cancelled)."""

    days: int
    login: str
    words: str
    what: str = "noted"


@dataclass(frozen=True, slots=True)
class ImprovementTold:
    """An improvement: `record` is the place of its record from 1, 0 for none; `due` in days from now."""

    text: str
    criterion: str
    term: str
    kind: str
    made: int
    due: int
    record: int = 0
    owner: str = ""
    department: str = ""
    steps: tuple[StepTold, ...] = ()


RECORDS = (
    RecordTold(
        title="签收后迟迟收不到发票",
        problem="客户签收后一周仍没有收到发票，来电催问。集中在官方商城的订单，双十一前后明显增多。",
        expectation="签收次日开出电子发票，客户不必来电。",
        root_text="接口测试规程没有要求超时、断连、重复三类异常场景，致使“超时不重试”的缺陷带病上线。",
        cause_class="method",
        categories=("complaint.invoice", "other.invoice"),
        people=("qianjin", "zhengjie", "lina"),
        began=24,
        reviewer="zhaomin",
        settled=20,
        whys=(
            WhyTold(
                "财务没有开出，申请停在“待开”。",
                "客户为什么收不到发票？",
                "抽查 60 笔，58 笔停在“待开”，2 笔是邮箱写错。",
            ),
            WhyTold(
                "订单的“已签收”没有传到财务系统。",
                "财务为什么没有开？",
                "同样 58 笔，订单系统已签收，财务系统还是“运输中”。",
                1,
            ),
            WhyTold(
                "财务开票人手不够。",
                "",
                "近两个月都是 3 人，日均开票量没有变化。",
                1,
                reason="人手与开票量都没有变，不能解释增多。",
            ),
            WhyTold(
                "状态接口超时以后不再重发，消息丢了。",
                "状态为什么没有同步？",
                "一周的接口日志：超时 412 次，重发 0 次。",
                2,
            ),
            WhyTold(
                "测试环境不模拟超时，这个缺陷没有露出来。",
                "上线前为什么没有发现？",
                "测试环境延迟固定为 20 毫秒；测试报告里异常用例为 0。",
                4,
            ),
            WhyTold(
                "测试用例只写了正常流程。",
                "用例为什么没有覆盖？",
                "测试规程第四章只列正常流程；近六次评审记录都没有异常场景一项。",
                5,
                root=True,
            ),
        ),
    ),
    RecordTold(
        title="空调不制冷，第一次上门没有修好",
        problem="不制冷的工单里，有一部分第一次上门只做了判断，要等配件再来一次，客户等三天以上。",
        expectation="上门前弄清楚要带什么，一次修好。",
        root_text="登记时的引导问题没有“室外机是否启动”，派工看不出要带电容还是主板。",
        cause_class="method",
        categories=("fault.cooling.no_cooling",),
        people=("wangqiang", "qianwei", "wuqian"),
        began=9,
        reviewer="chenweidong",
        whys=(
            WhyTold(
                "到了现场才知道缺电容或主板。",
                "为什么一次修不好？",
                "抽查 20 张二次上门的单子，17 张的缺件是这两样。",
            ),
            WhyTold(
                "派工单上没有可能要换的配件。", "为什么没有带？", "17 张派工单的“携带配件”一栏都是空的。", 1
            ),
            WhyTold(
                "工程师车上没有备件。",
                "",
                "盘点 7 辆车，电容常备 4 只以上。",
                1,
                reason="电容车上都有，只是没有带上楼；主板型号太多，不可能全带。",
            ),
            WhyTold(
                "登记时没有问清楚室外机的情况。",
                "派工时为什么看不出来？",
                "听 20 段录音，只有 3 段问到室外机。",
                2,
            ),
            WhyTold(
                "引导问题里没有这一条。",
                "为什么没有问？",
                "引导问题清单：不制冷类 4 条，没有室外机。",
                4,
                root=True,
            ),
        ),
    ),
    RecordTold(
        title="在线客服上午十点到十二点回复慢",
        problem="在线咨询上午排队，首次响应超过 30 秒的大半落在十点到十二点之间。",
        expectation="高峰也在 60 秒以内有人应答。",
        channel="chat",
        people=("dengxin",),
        began=4,
        whys=(
            WhyTold(
                "这两个小时排队的人多，在岗的人少。",
                "为什么回复慢？",
                "按小时统计：咨询量占全天三成，在岗 2 人。",
            ),
            WhyTold("午休从十一点半开始轮换，正好撞上高峰。", "为什么在岗的人少？", under=1, open=True),
            WhyTold("查物流的咨询本可以自助。", "", under=1, open=True),
        ),
    ),
)

IMPROVEMENTS = (
    ImprovementTold(
        "开票请求失败后自动重发三次；仍失败的列入清单，每天 9:00 交财务补开。",
        "连续五个工作日失败清单为空。",
        "short",
        "system",
        20,
        -6,
        record=1,
        owner="qianjin",
        department="技术部",
        steps=(
            StepTold(15, "qianjin", "已改好，正在测试环境跑超时场景。"),
            StepTold(8, "qianjin", "已上线，失败清单每天自动发财务。", "done"),
            StepTold(2, "zhouying", "上线后连续五个工作日失败清单为空，催票来电明显减少。", "effective"),
        ),
    ),
    ImprovementTold(
        "修订接口测试规程：超时、断连、重复三类异常必测，评审表逐项打勾。",
        "新规程发布，之后三次评审都有打勾的记录。",
        "long",
        "process",
        20,
        9,
        record=1,
        owner="luofang",
        department="质量部",
        steps=(StepTold(6, "luofang", "修订稿已发技术部征求意见。"),),
    ),
    ImprovementTold(
        "不制冷类的引导问题加“室外机是否启动、有没有异响”，答案带到派工单。",
        "抽查 20 张新单，都有答案。",
        "short",
        "script",
        8,
        -1,
        record=2,
        owner="wuqian",
        steps=(StepTold(3, "wuqian", "引导问题已上线，组里过了一遍。", "done"),),
    ),
    ImprovementTold(
        "按引导问题的答案列出建议携带的配件，工程师出门前核对。",
        "不制冷类一次修好的比例比上月高十个百分点。",
        "long",
        "training",
        8,
        24,
        record=2,
        owner="wangqiang",
    ),
    ImprovementTold(
        "十点到十二点在线客服加开两席，午休推到十二点以后。",
        "这两个小时首次响应达标率不低于 90%。",
        "short",
        "staffing",
        13,
        -6,
        owner="zhaomin",
        department="客服中心",
        steps=(StepTold(9, "zhaomin", "一席已到位，另一席等新人上岗。"),),
    ),
    ImprovementTold(
        "语音菜单增设“发票查询”，直接报开票进度。",
        "发票类来电比上月少三成。",
        "short",
        "system",
        12,
        5,
        department="信息部",
    ),
    ImprovementTold(
        "在线客服服务器扩容，高峰时页面响应不超过 2 秒。",
        "因系统卡顿造成的超时每月不超过 5 单。",
        "long",
        "system",
        30,
        18,
        owner="qianjin",
        department="技术部",
        steps=(StepTold(16, "qianjin", "配置已批，设备下周到货。"),),
    ),
    ImprovementTold(
        "邮件回复的话术培训，附常见问题四十条。",
        "邮件首次响应达标率不低于 92%。",
        "short",
        "training",
        52,
        -24,
        owner="zhoukai",
        steps=(
            StepTold(30, "zhoukai", "两场培训做完，全员通过。", "done"),
            StepTold(5, "zhouying", "四周来达标率和培训前相比没有变化，原因不在话术。", "failed"),
        ),
    ),
    ImprovementTold(
        "催单来电统一先报当前进度和下一步时间，不让客户再问一遍。",
        "同一工单两次以上催单的比例下降。",
        "short",
        "script",
        45,
        -20,
        owner="lina",
        steps=(
            StepTold(26, "lina", "话术已放进知识库，班前会讲过两次。", "done"),
            StepTold(10, "zhouying", "两次以上催单的工单从每周十几张降到个位数。", "effective"),
        ),
    ),
    ImprovementTold(
        "华北备件前置仓增加一个。",
        "维修 72 小时内完成的比例不低于 90%。",
        "long",
        "other",
        40,
        20,
        department="采购部",
        steps=(StepTold(18, "zhaomin", "年度预算未批，改为与总仓共用次日达。", "cancelled"),),
    ),
)
