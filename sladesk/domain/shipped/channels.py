"""Channels, classes and service types a new site starts with (glossary, R1.12)."""

from sladesk.domain.shipped.types import Channel, ServiceType, TicketClass

CHANNELS: tuple[Channel, ...] = (
    Channel("phone", "电话", "Phone", 1, slow=False, seconds=True, public=False),
    Channel("chat", "在线客服", "Web chat", 2, slow=False, seconds=True, public=False),
    Channel("wechat", "公众号/企业微信", "WeChat/WeCom", 3, slow=True, seconds=False, public=False),
    Channel("email", "邮件", "Email", 4, slow=True, seconds=False, public=False),
    Channel("social", "社交媒体", "Social media", 5, slow=True, seconds=False, public=True),
    Channel("app", "APP消息", "App message", 6, slow=True, seconds=False, public=False),
    Channel("platform", "第三方平台", "Third-party platform", 7, slow=True, seconds=False, public=False),
    Channel("community", "社群", "Community group", 8, slow=True, seconds=False, public=True),
    Channel("form", "在线平台", "Online form", 9, slow=True, seconds=False, public=False),
    Channel("store", "实体门店", "Physical store", 10, slow=False, seconds=False, public=False),
    Channel("onsite", "现场反馈", "On site", 11, slow=False, seconds=False, public=False),
)

CLASSES: tuple[TicketClass, ...] = (
    TicketClass("consultation", "咨询类", "Consultation", 1, "consultation"),
    TicketClass("complaint", "投诉类", "Complaint", 2, "complaint"),
    TicketClass("fault", "故障类", "Fault", 3, "repair"),
    TicketClass("suggestion", "建议类", "Suggestion", 4, "suggestion"),
    TicketClass("other", "其他", "Other", 5, "other"),
)

SERVICE_TYPES: tuple[ServiceType, ...] = (
    ServiceType("repair", "维修", "Repair", 1, "fault"),
    ServiceType("consultation", "咨询", "Consultation", 2, "consultation"),
    ServiceType("complaint", "投诉", "Complaint", 3, "complaint"),
    ServiceType("return", "退换货", "Return or exchange", 4, "other"),
    ServiceType("maintenance", "保养预约", "Maintenance booking", 5, "other"),
    ServiceType("suggestion", "建议", "Suggestion", 6, "suggestion"),
    ServiceType("other", "其他", "Other", 7, "other"),
)
