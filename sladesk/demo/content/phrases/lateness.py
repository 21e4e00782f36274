"""Remarks that go with an overdue reason (R3.9), by the reason's code."""

OVERDUE: dict[str, tuple[str, ...]] = {
    "agents_busy": (
        "当时在线排队 [8~26] 人，{topic}顾不过来",
        "早班 [1~2] 人请假，{topic}没人及时接手",
    ),
    "peak_staffing": (
        "高峰期来电比平日多 [30~80]%，{topic}排队",
        "十点到十二点只有 [3~5] 人在岗，{topic}滞后",
    ),
    "in_training": ("负责人参加 [1~2] 小时培训，{topic}无人代管", "新流程培训期间{topic}延误 [10~50] 分钟"),
    "on_leave": ("负责人请假，{topic}交接漏转", "替班人员 [40~90] 分钟后才看到{topic}"),
    "unfamiliar": (
        "坐席第一次处理{topic}，查流程用了 [15~40] 分钟",
        "不清楚{topic}该由谁跟，问了 [2~4] 个人",
    ),
    "forgotten": ("{topic}被新单顶到后面，漏看 [20~70] 分钟", "提醒已弹出但未点开，{topic}忘了更新"),
    "late_entry": ("实际已联系客户，{topic}事后 [10~45] 分钟才补录", "通话在前，{topic}的记录没有及时保存"),
    "misassigned": ("{topic}先派到别的组，转回用了 [20~60] 分钟", "分类选错，{topic}多转一次"),
    "system_failure": ("电话系统中断 [12~40] 分钟，{topic}无法外呼", "登录异常 [8~30] 分钟，影响{topic}"),
    "system_slow": ("页面卡顿，{topic}保存 [3~6] 次才成功", "消息延迟 [6~18] 分钟才收到，{topic}晚回"),
    "no_answer": ("{topic}外呼 [2~3] 次无人接听，已留言", "客户手机响铃 [30~50] 秒未接，{topic}已发短信"),
    "customer_delay": ("客户 [5~20] 小时后才回复{topic}所需信息", "{topic}等客户确认，超出约定 [1~8] 小时"),
    "department_late": ("协作部门晚 [1~5] 小时答复，{topic}随之超时", "{topic}的会签卡了 [2~6] 小时"),
    "part_late": ("配件晚到 [1~2] 天，{topic}无法按期完工", "厂家漏发一件，{topic}顺延 [1~3] 天"),
    "carrier_late": ("承运商晚点 [4~20] 小时，{topic}受影响", "雨天封路 [2~6] 小时，{topic}的运单停滞"),
    "traffic": ("环路拥堵 [30~80] 分钟，{topic}晚到", "大雨积水绕行 [8~20] 公里，{topic}迟到"),
    "previous_visit": ("前一单多花 [40~100] 分钟，{topic}顺延", "上一户临时加修 [1~2] 项，{topic}晚到"),
    "other": ("小区停电 [1~3] 小时，{topic}无法检测", "电梯检修，搬运多用 [20~50] 分钟，{topic}超时"),
}
