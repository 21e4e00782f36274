"""Suggestions customers make."""

from sladesk.demo.content.shapes import Cure as C
from sladesk.demo.content.shapes import Symptom as S

SUGGESTION: tuple[S, ...] = (
    S(
        "sug_app",
        (),
        "suggestion.platform",
        "suggestion",
        "报修页面改进",
        ("建议公众号报修页能上传视频", "建议预约时段细分到 [1] 小时"),
        ("异响拍照拍不出来，让传个视频多好", "两小时太宽了，能不能精确点"),
        ("每次要另外加好友发视频", "请假时间难把握"),
        (
            C(
                "视频上传已列入 [2~3] 个月内的计划",
                "登记建议并转平台负责人",
                "answer",
                None,
                (),
                "采纳结果将回告客户",
            ),
            C(
                "时段受路程限制，先试行短信提前 [30~40] 分钟告知",
                "说明试行安排",
                "answer",
                None,
                (),
                "客户表示理解",
            ),
        ),
        yes=("reply",),
        flow="desk",
        group="suggest",
        weight=1,
    ),
    S(
        "sug_product",
        ("ac_floor", "fridge", "washer", "purifier"),
        "suggestion.product",
        "suggestion",
        "产品设计改进",
        ("建议{m}增加夜灯关闭功能", "建议{m}提示音可调", "建议{m}说明书字体放大"),
        ("晚上那个灯太亮了，能不能关", "滴滴声太大，半夜吓醒孩子", "老人看不清说明书，字太小"),
        ("夜间使用不便", "家里 [70~80] 岁老人操作困难"),
        (
            C("现有机型可长按 [3~5] 秒关灯", "指导设置并转研发", "answer", None, (), "客户试用后满意"),
            C("提示音可在设置里分 [2~3] 档", "指导调低并转研发", "answer", None, (), "客户当场调好"),
            C("大字版说明书可在线下载", "发送大字版并登记建议", "answer", None, (), "客户已收到文件"),
        ),
        flow="desk",
        group="suggest",
        weight=1,
    ),
    S(
        "sug_service",
        (),
        "suggestion.service",
        "suggestion",
        "服务流程改进",
        ("建议工程师上门前半小时发消息", "建议增加 [20~22] 点的晚间时段"),
        ("师傅来之前能不能先说一声，我好下楼接", "上班族只有晚上在家，能不能开晚班"),
        ("<门禁/车位>要提前安排", "多次请假 [1~3] 次"),
        (
            C("出发通知已上线，此单漏发", "核查漏发原因并改进", "answer", None, (), "系统提醒已补"),
            C("晚间时段按区域试点", "登记客户所在小区", "answer", None, (), "试点开放后优先通知"),
        ),
        flow="desk",
        group="suggest",
        weight=1,
    ),
)
