"""Questions customers ask, and the suggestions they make."""

from sladesk.demo.content.shapes import Cure as C
from sladesk.demo.content.shapes import Symptom as S

_AC = ("ac_floor", "ac_wall")
_ANY = ("ac_floor", "ac_wall", "heater_electric", "heater_gas", "fridge", "washer", "tv", "dishwasher")

CONSULTATION: tuple[S, ...] = (
    S(
        "ask_order", (), "consultation.order_status", "consultation", "订单配送进度",
        ("询问订单配送进度，已付款 [3~8] 天", "订单停在<中转站/分拨中心> [2~4] 天，询问何时送到", "询问大件预约送货时间"),
        ("付款好几天了，物流一直没动，到底哪天能到", "显示已到分拨中心，两天没更新了，是不是丢了", "我周末在家，能不能约周六送"),
        ("<新房入住/老房换新>等着安装", "已请假在家等送货 [1~2] 次"),
        (
            C("中转站积压，预计 [1~3] 天内派送", "催促承运商并登记优先派送", "answer", None, (), "新的预计送达日已发客户"),
            C("仓库缺货改由外仓发出", "告知新的运单和预计日期", "answer", None, (), "客户已收到新运单号"),
        ),
        onset=("下单后第 [3~8] 天",), yes=("order_no",), no=("address_ok",), flow="desk", group="consult",
        department="dept_logistics", weight=3,
    ),
    S(
        "ask_warranty", _ANY, "consultation.policy.warranty", "consultation", "保修期限",
        ("询问{m}保修到什么时候", "{m}发票丢失，询问如何确认保修", "询问{m}主要零件保修几年"),
        ("买了快三年了，还在保修期里吗", "发票找不着了，还能不能免费修", "整机和压缩机保修是一样长吗"),
        ("打算决定修还是换", "担心维修要自费"),
        (
            C("按购买日期仍在整机保修期内", "告知保修截止日期和免费范围", "answer", None, (), "保修卡截图已发客户"),
            C("无发票可按出厂日期顺延 [3] 个月计算", "告知举证材料和查询办法", "answer", None, (), "序列号已核对登记"),
        ),
        yes=("home_use",), no=("repaired_elsewhere",), flow="desk", group="consult", weight=3,
    ),
    S(
        "ask_extension", _ANY, "consultation.policy.extension", "consultation", "延保办理",
        ("询问{m}延保价格与办理方式", "询问两年与三年延保的区别", "{m}即将出保，想办延保"),
        ("两年和三年有什么区别，哪个划算", "快过保了，还能不能买延保", "延保是不是所有零件都管"),
        ("希望出保前办好", "比较后再决定"),
        (
            C("整机保修期内可办理，覆盖电气与压缩机", "说明两年 ¥ [199~299] 与三年 ¥ [329~459] 的差别", "answer", None, (), "办理链接已发公众号"),
            C("已出保 [10~60] 天，不能办理", "说明规则并推荐保养套餐", "answer", None, (), "客户表示了解"),
        ),
        yes=("invoice",), flow="desk", group="consult", weight=2,
    ),
    S(
        "ask_subsidy", _ANY, "consultation.policy.subsidy", "consultation", "能效补贴",
        ("询问一级能效{m}补贴政策", "以旧换新补贴未抵扣，询问原因"),
        ("听说一级能效有补贴，我这个型号算不算", "下单时没减补贴，还能补吗"),
        ("涉及金额 ¥ [200~900]", "活动 [5~15] 天后截止"),
        (
            C("该型号在补贴目录内，须实名下单", "指导申领步骤和所需材料", "answer", None, (), "客户已提交申请"),
            C("订单地址与申领城市不一致", "说明改单重下的办法", "answer", None, (), "客户决定重新下单"),
        ),
        flow="desk", group="consult", weight=1,
    ),
    S(
        "ask_fee", _ANY, "consultation.fees", "consultation", "上门收费",
        ("询问{m}过保上门检测收费", "询问{m}换件工时费怎么算"),
        ("过保了上门要多少钱，修不修都收吗", "配件费和工时费是分开的吗"),
        ("怕被乱收费", "预算在 [200~500] 元以内"),
        (
            C("过保检测费 ¥ [50~80]，维修则抵扣", "报出检测费、工时费并发价目表", "answer", None, (), "客户接受报价"),
            C("零件在单独保修期内，仅收工时费 ¥ [80~150]", "说明两段保修的区别", "answer", None, (), "客户同意预约"),
        ),
        flow="desk", group="consult", weight=2,
    ),
    S(
        "ask_install", _AC, "consultation.installation", "consultation", "安装条件",
        ("询问{m}安装需要预留的孔径和电源", "询问{m}加长铜管和打孔收费"),
        ("装修师傅问孔要打多大，多高", "铜管要是不够长，一米加多少钱"),
        ("装修 [3~10] 天后封墙", "室外机位较窄，怕装不下"),
        (
            C("孔径 [60~70] 毫米，电源须独立 [16~20] A 回路", "发送安装尺寸图", "answer", None, (), "图纸已发客户"),
            C("超出 [3~4] 米按米收费", "报出加长管和支架价格", "answer", None, (), "客户确认预算"),
        ),
        no=("delivered",), flow="desk", group="consult", weight=2,
    ),
    S(
        "ask_care", ("hood", "ac_wall", "fresh_air", "washer"), "consultation.care", "consultation", "清洗方法",
        ("咨询{m}滤网清洗方法", "询问{m}多久深度清洗一次"),
        ("滤网能不能用洗洁精洗", "多久要拆下来洗一回，自己能弄吗"),
        ("怕拆坏卡扣", "家人对灰尘敏感"),
        (
            C("滤网每 [3~5] 周清水冲洗，阴干装回", "发送拆洗图解", "answer", None, (), "客户按图完成拆洗"),
            C("深度清洗建议每 [10~14] 个月一次", "说明自洗与上门清洗的差别", "answer", None, (), "客户考虑预约上门"),
        ),
        flow="desk", group="consult", weight=2,
    ),
    S(
        "ask_filter", ("purifier", "fresh_air"), "consultation.parts", "consultation", "滤芯购买",
        ("询问{m}滤芯价格和购买渠道", "询问{m}滤芯多久更换"),
        ("网上滤芯便宜一半，能用吗", "滤芯灯变黄了，现在就得换吗"),
        ("想一次买 [2~3] 支", "担心买到不匹配的滤芯"),
        (
            C("寿命剩余 [10~20]% 时更换即可", "说明型号与原装价格", "answer", None, (), "购买链接已发"),
            C("非原装滤芯接口尺寸不符", "说明识别方法和真伪查询", "answer", None, (), "客户已下单原装滤芯"),
        ),
        flow="desk", group="consult", weight=2,
    ),
    S(
        "ask_use", ("ac_floor", "heater_electric", "fridge", "dishwasher"), "consultation.product", "consultation", "功能使用",
        ("询问{m}预约定时怎么设", "询问{m}省电模式是否影响寿命", "询问{m}长期不用要不要断电"),
        ("定时设了两次都没启动，是哪里没按对", "一直开节能会不会伤机器", "出门一个月，插头要拔吗"),
        ("晚上 [8~10] 点前要用", "说明书找不到了"),
        (
            C("需先校准时钟，再设 [1~2] 组预约", "逐步指导设置并试运行", "answer", None, (), "客户现场设置成功"),
            C("超过 [15~20] 天不用建议断电排空", "说明停用前后的注意事项", "answer", None, (), "要点已发客户"),
        ),
        flow="desk", group="consult", weight=3,
    ),
    S(
        "ask_seal", _ANY, "consultation.parts", "consultation", "配件价格",
        ("{m}配件老化，询问价格", "询问{m}遥控器和附件能否单买"),
        ("就换个小配件，多少钱，能寄给我自己装吗", "附件丢了一个，能单买吗"),
        ("希望自己更换，省上门费", "急用，<本周内/周末前>需要"),
        (
            C("可单买，配件 ¥ [35~160]，邮费 ¥ [8~12]", "核对型号后发购买链接", "answer", None, (), "客户已付款，次日寄出"),
            C("该配件须上门装配，不单独销售", "说明安全原因并报上门价", "answer", None, (), "客户同意预约上门"),
        ),
        flow="desk", group="consult", weight=2,
    ),
    S(
        "sug_app", (), "suggestion.platform", "suggestion", "报修页面改进",
        ("建议公众号报修页能上传视频", "建议预约时段细分到 [1] 小时"),
        ("异响拍照拍不出来，让传个视频多好", "两小时太宽了，能不能精确点"),
        ("每次要另外加好友发视频", "请假时间难把握"),
        (
            C("视频上传已列入 [2~3] 个月内的计划", "登记建议并转平台负责人", "answer", None, (), "采纳结果将回告客户"),
            C("时段受路程限制，先试行短信提前 [30~40] 分钟告知", "说明试行安排", "answer", None, (), "客户表示理解"),
        ),
        yes=("reply",), flow="desk", group="suggest", weight=1,
    ),
    S(
        "sug_product", ("ac_floor", "fridge", "washer", "purifier"), "suggestion.product", "suggestion", "产品设计改进",
        ("建议{m}增加夜灯关闭功能", "建议{m}提示音可调", "建议{m}说明书字体放大"),
        ("晚上那个灯太亮了，能不能关", "滴滴声太大，半夜吓醒孩子", "老人看不清说明书，字太小"),
        ("夜间使用不便", "家里 [70~80] 岁老人操作困难"),
        (
            C("现有机型可长按 [3~5] 秒关灯", "指导设置并转研发", "answer", None, (), "客户试用后满意"),
            C("大字版说明书可在线下载", "发送大字版并登记建议", "answer", None, (), "客户已收到文件"),
        ),
        flow="desk", group="suggest", weight=1,
    ),
    S(
        "sug_service", (), "suggestion.service", "suggestion", "服务流程改进",
        ("建议工程师上门前半小时发消息", "建议增加 [20~22] 点的晚间时段"),
        ("师傅来之前能不能先说一声，我好下楼接", "上班族只有晚上在家，能不能开晚班"),
        ("<门禁/车位>要提前安排", "多次请假 [1~3] 次"),
        (
            C("出发通知已上线，此单漏发", "核查漏发原因并改进", "answer", None, (), "系统提醒已补"),
            C("晚间时段按区域试点", "登记客户所在小区", "answer", None, (), "试点开放后优先通知"),
        ),
        flow="desk", group="suggest", weight=1,
    ),
)
