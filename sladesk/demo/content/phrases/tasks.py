"""Questions to other departments and their answers (R4.4), by the team's code."""

TASKS: dict[str, tuple[tuple[str, str], ...]] = {
    "dept_technical": (
        (
            "{topic}，{evidence}，请判断是否{cause}",
            "结合描述和数据，支持{cause}的判断，建议{fix}，用时 [1~3] 小时",
        ),
        ("请协助分析{topic}，排查到{cause}这一步", "可以按{fix}处理，同批次 [2~5] 台有类似记录"),
    ),
    "dept_quality": (
        ("{topic}请核对同批次是否有相同反馈", "近 [30~90] 天同型号 [2~9] 起，与{cause}一致，已登记跟踪"),
        (
            "请评估{topic}是否要做专项检查",
            "暂不构成批量问题，原因（{cause}）按个案处理，旧件 [5~10] 天内返回检测",
        ),
    ),
    "dept_purchasing": (
        ("{topic}需要{need}，请查库存和到货时间", "{need}现有 [0~6] 件，补货 [1~4] 天，已为{topic}预留"),
        ("请加急调拨{need}，客户{topic}在等", "已从外仓调 [1~2] 件{need}，预计 [6~30] 小时到班组"),
    ),
    "dept_logistics": (
        ("请查{topic}对应运单的最新节点", "{cause}，已要求承运商 [4~24] 小时内反馈，处理{topic}"),
        ("{topic}客户追问，请给预计时间", "预计 [1~3] 天完成，{fix}，单号随后补录"),
    ),
    "dept_finance": (
        ("请核对{topic}的收款与开票记录", "核对 [2~6] 笔，{cause}，拟{fix}"),
        ("{topic}金额有疑问，请财务确认", "流水编号末四位 [1000~9999] 已查到，{fix}，[1~2] 天完成"),
    ),
    "dept_pr": (
        ("{topic}在网上扩散，请给回应口径", "先私信致歉并说明{cause}，[1~2] 小时内由主管联系本人"),
        ("请监测{topic}的后续评论", "过去 [2~6] 小时新增评论 [5~40] 条，情绪趋缓，口径以{fix}为准"),
    ),
}
