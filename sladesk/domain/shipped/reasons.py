"""Reasons offered wherever a step asks why (R1.4, R1.7, R1.13, R2.2, R3.6, R3.9, R5.6, R6.1)."""

from sladesk.domain.codes import ReasonKind, ReasonSide
from sladesk.domain.shipped.types import Entry, Reason

Row = tuple[str, str, str]

_PLAIN: dict[ReasonKind, tuple[Row, ...]] = {
    ReasonKind.WAIT_CUSTOMER: (
        ("documents", "等待客户提供资料", "Waiting for documents"),
        ("appointment", "等待客户预约时间", "Waiting for an appointment"),
        ("consent", "等待客户确认方案或报价", "Waiting for consent or quotation"),
        ("access", "客户暂时不在家", "Customer is away"),
        ("payment", "等待客户付款", "Waiting for payment"),
        ("observation", "请客户观察使用", "Customer is observing"),
    ),
    ReasonKind.WAIT_PARTS: (
        ("van_out", "车载缺件，待仓库调拨", "Not in the van, transfer from the warehouse"),
        ("ordered", "仓库缺件，已向厂家订货", "Out of stock, ordered"),
        ("wrong_part", "配件型号不符，重新申领", "Wrong part, requested again"),
        ("in_transit", "配件运输途中", "Part in transit"),
        ("discontinued", "停产配件，寻找替代", "Discontinued, looking for a substitute"),
    ),
    ReasonKind.VOID: (
        ("withdrawn", "客户撤单", "Withdrawn by the customer"),
        ("wrong_number", "打错电话", "Wrong number"),
        ("spam", "垃圾信息", "Spam"),
        ("test", "测试", "Test"),
    ),
    ReasonKind.LATE_REGISTRATION: (
        ("system_down", "系统故障期间手工记录", "Noted by hand while the system was down"),
        ("after_hours", "非工作时间受理", "Taken outside working hours"),
        ("store_batch", "门店集中转交", "Passed on by the store in a batch"),
        ("field_report", "现场人员带回", "Brought back from the field"),
        ("busy", "来电集中，事后补录", "Many calls, entered afterwards"),
    ),
    ReasonKind.REVEAL: (
        ("call_back", "联系客户", "To contact the customer"),
        ("visit", "上门服务", "For a visit"),
        ("verify", "核对身份", "To verify identity"),
        ("ship", "寄送配件或资料", "To send parts or papers"),
        ("complaint", "处理投诉", "To handle a complaint"),
    ),
    ReasonKind.REASSIGN: (
        ("handover", "交接", "Handover"),
        ("load", "负载均衡", "Load balancing"),
        ("skill", "技能不匹配", "Other skills needed"),
        ("leave", "请假或下班", "Leave or end of shift"),
        ("avoidance", "原处理人回避", "Earlier handler steps aside"),
        ("customer_request", "客户要求更换", "Asked for by the customer"),
    ),
    ReasonKind.ESCALATE: (
        ("authority", "超出处理权限", "Beyond own authority"),
        ("technical", "技术难题", "Technical difficulty"),
        ("repeat", "同一故障反复出现", "Same fault again"),
        ("compensation", "客户要求赔偿", "Customer asks for compensation"),
        ("conflict", "客户情绪激动", "Customer very upset"),
        ("resource", "缺人或缺件", "Staff or parts missing"),
    ),
    ReasonKind.RESCHEDULE: (
        ("customer_time", "客户改时间", "Customer changed the time"),
        ("engineer_late", "上一单延误", "Previous visit took longer"),
        ("no_part", "配件未到", "Part has not arrived"),
        ("traffic", "交通或天气", "Traffic or weather"),
        ("no_access", "物业不予放行", "Property management denied access"),
    ),
    ReasonKind.CANCEL_VISIT: (
        ("solved_remotely", "远程已解决", "Solved remotely"),
        ("withdrawn", "客户取消", "Cancelled by the customer"),
        ("duplicate", "重复预约", "Booked twice"),
        ("reassigned", "改由其他工程师上门", "Another engineer goes"),
    ),
    ReasonKind.LOW_SCORE: (
        ("not_fixed", "问题没有真正解决", "Not really fixed"),
        ("too_slow", "等待时间太长", "Took too long"),
        ("late_visit", "上门不守时", "Engineer was late"),
        ("attitude", "服务态度", "Attitude"),
        ("explanation", "解释不清楚", "Explained badly"),
        ("charges", "收费不认可", "Charges not accepted"),
        ("product", "对产品本身不满", "Unhappy with the product itself"),
        ("beyond", "要求超出政策", "Wish beyond the policy"),
    ),
}

REASON_GROUPS: tuple[Entry, ...] = (
    Entry("staffing", "人员排班", "Staffing", 1),
    Entry("handling", "处理流程", "Handling", 2),
    Entry("systems", "系统平台", "Systems", 3),
    Entry("customer", "客户方面", "Customer", 4),
    Entry("partners", "协作与配件", "Departments and parts", 5),
    Entry("on_the_way", "物流与上门", "Delivery and visits", 6),
    Entry("other", "其他", "Other", 7),
)
"""The upper level of the tree of overdue reasons (R3.9)."""

_OVERDUE: dict[str, tuple[tuple[str, str, str, ReasonSide], ...]] = {
    "staffing": (
        ("agents_busy", "坐席忙线", "Agents busy", ReasonSide.US),
        ("peak_staffing", "高峰期坐席不足", "Too few agents at the peak", ReasonSide.US),
        ("in_training", "坐席培训中", "Agent in training", ReasonSide.US),
        ("on_leave", "人员请假未补位", "Leave not covered", ReasonSide.US),
    ),
    "handling": (
        ("unfamiliar", "坐席不熟悉流程", "Agent not familiar with the procedure", ReasonSide.US),
        ("forgotten", "漏看未处理", "Overlooked", ReasonSide.US),
        ("late_entry", "已处理未及时录入", "Done but entered late", ReasonSide.US),
        ("misassigned", "分派错误", "Assigned to the wrong person", ReasonSide.US),
    ),
    "systems": (
        ("system_failure", "系统故障", "System failure", ReasonSide.PLATFORM),
        ("system_slow", "系统卡顿", "System slow", ReasonSide.PLATFORM),
    ),
    "customer": (
        (
            "no_answer",
            "客户电话无人接听(已留言)",
            "Customer did not answer (message left)",
            ReasonSide.CUSTOMER,
        ),
        ("customer_delay", "客户延迟反馈", "Customer answered late", ReasonSide.CUSTOMER),
    ),
    "partners": (
        ("department_late", "协作部门答复延迟", "Department answered late", ReasonSide.US),
        ("part_late", "配件到货延迟", "Part arrived late", ReasonSide.PARTS),
    ),
    "on_the_way": (
        ("carrier_late", "承运商延误", "Carrier delay", ReasonSide.CARRIER),
        ("traffic", "交通或天气", "Traffic or weather", ReasonSide.US),
        ("previous_visit", "上一单延误", "Previous visit took longer", ReasonSide.US),
    ),
    "other": (("other", "其他", "Other", ReasonSide.US),),
}


def _build() -> tuple[Reason, ...]:
    made = [
        Reason(code, zh, en, position, kind=kind, note=False, side=None)
        for kind, rows in _PLAIN.items()
        for position, (code, zh, en) in enumerate(rows, start=1)
    ]
    made += [
        Reason(code, zh, en, position, kind=ReasonKind.OVERDUE, note=code == "other", side=side, group=group)
        for position, (group, (code, zh, en, side)) in enumerate(
            ((group, row) for group, rows in _OVERDUE.items() for row in rows), start=1
        )
    ]
    return tuple(made)


REASONS: tuple[Reason, ...] = _build()
"""Codes are unique within a kind, not across kinds."""


def reasons_of(kind: ReasonKind) -> tuple[Reason, ...]:
    """The reasons of one kind in display order."""
    return tuple(reason for reason in REASONS if reason.kind == kind)


UNREACHABLE: tuple[Entry, ...] = (
    Entry("no_answer", "无人接听", "No answer", 1),
    Entry("busy", "占线", "Line busy", 2),
    Entry("switched_off", "关机", "Phone switched off", 3),
    Entry("wrong_number", "号码有误", "Wrong number", 4),
    Entry("refused", "客户拒绝接听", "Call declined", 5),
    Entry("inconvenient", "客户不方便，改时间", "Not convenient, another time", 6),
)
"""Why an attempt to reach the customer failed (联系未果, R3.13, R6.1)."""
