"""Teams and the default assignment of a new site (R2.1), and the priority suggestions (R1.6)."""

from sladesk.domain.shipped.types import PriorityRule, Route, Team

TEAMS: tuple[Team, ...] = (
    Team("service_desk", "客服组", "Service desk", 1, kind="desk"),
    Team("product_support", "产品支持组", "Product support", 2, kind="desk"),
    Team("technical_support", "技术支持组", "Technical support", 3, kind="second_line"),
    Team("logistics_support", "物流支持组", "Logistics support", 4, kind="desk"),
    Team("complaints", "投诉处理组", "Complaints", 5, kind="complaints"),
    Team("field_ac", "空调维修组", "Air-conditioner repair", 6, kind="field"),
    Team("field_water", "热水器维修组", "Water-heater repair", 7, kind="field"),
    Team("field_home", "冰洗厨电维修组", "Home-appliance repair", 8, kind="field"),
    Team("callback", "回访组", "Callback", 9, kind="desk"),
    Team("dept_purchasing", "采购部", "Purchasing", 10, kind="department"),
    Team("dept_finance", "财务部", "Finance", 11, kind="department"),
    Team("dept_logistics", "物流部", "Logistics", 12, kind="department"),
    Team("dept_quality", "质量部", "Quality", 13, kind="department"),
    Team("dept_technical", "技术部", "Engineering", 14, kind="department"),
    Team("dept_pr", "公关部", "Public relations", 15, kind="department"),
)

SHIFTS: tuple[tuple[str, str, str, str], ...] = (
    ("early", "早班", "Early", "08:00-16:30"),
    ("late", "晚班", "Late", "11:30-20:00"),
    ("day", "常白班", "Day", "08:30-12:00 13:00-17:30"),
    ("night", "夜班", "Night", "20:00-08:00"),
)
"""Kinds of shifts: code, both names, windows of the day."""

AC_KINDS: tuple[str, ...] = ("ac_floor", "ac_wall", "ac_multi", "fresh_air")
WATER_KINDS: tuple[str, ...] = ("heater_electric", "heater_gas", "purifier")

ROUTES: tuple[Route, ...] = (
    Route(service_type="repair", priority="urgent", owner="balanced"),
    Route(priority="urgent", owner="supervisor"),
    Route("complaints", class_code="complaint"),
    Route("technical_support", category="fault.product_function"),
    Route("technical_support", category="fault.control.network"),
    Route("field_ac", service_type="repair", product_kinds=AC_KINDS, owner="none"),
    Route("field_water", service_type="repair", product_kinds=WATER_KINDS, owner="none"),
    Route("field_ac", category="fault.cooling.no_cooling", owner="none"),
    Route("field_water", category="fault.heating", owner="none"),
    Route("field_home", service_type="repair", owner="none"),
    Route("field_ac", service_type="maintenance", product_kinds=AC_KINDS, owner="none"),
    Route("field_water", service_type="maintenance", product_kinds=WATER_KINDS, owner="none"),
    Route("field_home", service_type="maintenance", owner="none"),
    Route("logistics_support", category="consultation.order_status"),
    Route("logistics_support", category="other.delivery"),
    Route("logistics_support", service_type="return"),
    Route("product_support", category="consultation.product"),
    Route("product_support", category="consultation.care"),
    Route("product_support", class_code="suggestion"),
    Route("service_desk", owner="balanced"),
)
"""Urgent repairs go straight to an engineer on duty, what else is urgent to the supervisor on duty; visits are
planned by a supervisor, so other work on site waits in its team. The last line takes everything."""

PRIORITY_RULES: tuple[PriorityRule, ...] = (
    PriorityRule("urgent", category="fault.electrical.leakage"),
    PriorityRule("urgent", category="fault.electrical.burnt"),
    PriorityRule("urgent", category="fault.gas.smell"),
    PriorityRule("urgent", category="fault.leak.tank"),
    PriorityRule("urgent", category="fault.cooling.no_cooling", channels=("phone",)),
    PriorityRule("medium", category="fault.control.remote"),
    PriorityRule("medium", category="fault.control.network"),
    PriorityRule("medium", category="fault.noise"),
    PriorityRule("high", class_code="fault"),
    PriorityRule("high", class_code="complaint"),
    PriorityRule("medium", category="consultation.order_status"),
    PriorityRule("low", class_code="consultation"),
    PriorityRule("low", class_code="suggestion"),
    PriorityRule("medium", service_type="return"),
    PriorityRule("medium", service_type="maintenance"),
    PriorityRule("low", category="other.invoice"),
    PriorityRule("medium"),
)
"""First match wins; raised one step when the customer asks for it (R1.6)."""
