"""Solution codes, contact and first-response methods, satisfaction scale, risk levels (R3.13, R4.3, R4.7, R6.2)."""

from sladesk.domain.shipped.types import Entry, RiskLevel, SatisfactionStep, SolutionCode

SOLUTION_CODES: tuple[SolutionCode, ...] = (
    SolutionCode("remote", "远程指导", "Remote guidance", 1, costly=False, open_end=False),
    SolutionCode("on_site", "现场维修", "Repair on site", 2, costly=True, open_end=False),
    SolutionCode("part", "更换配件", "Part replaced", 3, costly=True, open_end=False),
    SolutionCode("exchange", "换货", "Exchange", 4, costly=True, open_end=False),
    SolutionCode("resend", "补发", "Sent again", 5, costly=True, open_end=False),
    SolutionCode("refund", "退款", "Refund", 6, costly=True, open_end=False),
    SolutionCode("compensation", "补偿", "Compensation", 7, costly=True, open_end=False),
    SolutionCode("answer", "解答", "Question answered", 8, costly=False, open_end=False),
    SolutionCode("temporary", "临时措施", "Temporary measure", 9, costly=False, open_end=True),
    SolutionCode("no_fault", "无故障", "No fault found", 10, costly=False, open_end=False),
    SolutionCode("other", "其他", "Other", 11, costly=False, open_end=False),
)

FIRST_RESPONSE_METHODS: tuple[Entry, ...] = (
    Entry("phone_callback", "电话回访", "Call to the customer", 1),
    Entry("online_message", "在线消息确认", "Online message", 2),
    Entry("onsite_check", "上门初步排查", "First check on site", 3),
)

CONTACT_METHODS: tuple[Entry, ...] = (
    Entry("phone", "电话", "Phone", 1),
    Entry("chat", "在线客服", "Web chat", 2),
    Entry("wechat", "公众号/企业微信", "WeChat/WeCom", 3),
    Entry("sms", "短信", "Text message", 4),
    Entry("email", "邮件", "Email", 5),
    Entry("visit", "上门", "Visit", 6),
)

SATISFACTION: tuple[SatisfactionStep, ...] = (
    SatisfactionStep(
        "very_satisfied",
        "非常满意",
        "Very satisfied",
        1,
        5,
        satisfied=True,
        to_supervisor=False,
        second_handling=False,
    ),
    SatisfactionStep(
        "satisfied", "满意", "Satisfied", 2, 4, satisfied=True, to_supervisor=False, second_handling=False
    ),
    SatisfactionStep(
        "neutral", "一般", "Fair", 3, 3, satisfied=False, to_supervisor=True, second_handling=False
    ),
    SatisfactionStep(
        "dissatisfied",
        "不满意",
        "Dissatisfied",
        4,
        2,
        satisfied=False,
        to_supervisor=True,
        second_handling=True,
    ),
    SatisfactionStep(
        "very_dissatisfied",
        "非常不满意",
        "Very dissatisfied",
        5,
        1,
        satisfied=False,
        to_supervisor=True,
        second_handling=True,
    ),
)

RISK_LEVELS: tuple[RiskLevel, ...] = (
    RiskLevel("level_1", "一级", "Level 1 (safety hazard)", 1, urgent=True),
    RiskLevel("level_2", "二级", "Level 2 (substantial loss or repeated complaint)", 2, urgent=False),
    RiskLevel("level_3", "三级", "Level 3 (limited effect)", 3, urgent=False),
)
