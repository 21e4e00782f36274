"""What differs when a fault is settled on the phone or with a part sent by post (R5.7)."""

FIRST_RESPONSE = (
    "已电话联系客户，{topic}先按步骤远程排查 [3~6] 项",
    "在线指导客户自查{topic}，<已看铭牌照片/已看现场视频/已看指示灯>",
    "接通，客户愿意配合自查{topic}，约 [10~25] 分钟",
    "视频连线 [3~9] 分钟，{topic}的现象看清楚了，先不派人",
)

PROGRESS = (
    "{topic}已自查 [2~5] 步，指向{cause}",
    "客户按提示操作，{topic}<暂未消除/时有时无/有所减轻>，继续排查",
    "已把{topic}的操作图解发给客户，<等客户下班后操作/客户正在操作>",
    "技术支持看了视频，{topic}判断为{cause}",
    "{topic}先不派人，[1~3] 小时后电话确认效果",
    "提醒客户操作前断电，{topic}做完一步<回一张照片/说一声>",
)

TALKS = (
    (
        "逐步问{topic}的表现，请客户<看指示灯/听声音/念显示的字符>",
        "客户说{onset}，{impact}",
        "{topic}先自查 [3~5] 步再定是否上门",
        "before",
    ),
    (
        "发{topic}的自查图解，讲清 [3~6] 个步骤",
        "客户<照做了/要等家人回来一起做>，对{topic}有些担心",
        "{topic}做完后 [1~3] 小时内回电",
        "before",
    ),
    (
        "告诉客户{topic}是因为{cause}，建议{fix}",
        "客户<同意/愿意试试>，希望{wish}",
        "{fix}后观察 [1~4] 小时",
        "plan",
    ),
    (
        "电话确认{topic}的效果，{after}",
        "客户说{topic}<好了/可以用了>，<道谢/问了保养方法>",
        "{topic}转验证，[1~2] 天内再问一次",
        "after",
    ),
)

INTERNAL = (
    "{topic}远程能解决就不派人，操作步骤写全，下次可直接发",
    "客户反映{impact}，{topic}若 [1~2] 次远程无效就转上门",
    "{topic}和{issue}的图解有 [2~3] 处旧图，请知识库更新",
    "{topic}的原因（{cause}）已记入型号档案",
)

DIAGNOSIS = (
    "远程排查后判断为{cause}，与{topic}的表现吻合",
    "客户发来 [1~3] 段视频，{topic}的原因是{cause}",
    "按自查步骤到第 [2~5] 步确认{cause}",
)
