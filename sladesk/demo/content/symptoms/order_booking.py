"""Returns, deliveries, invoices and booked services."""

from sladesk.demo.content.shapes import Cure as C
from sladesk.demo.content.shapes import Reading as R
from sladesk.demo.content.shapes import Symptom as S

_BIG = ("ac_floor", "fridge", "washer", "tv", "dishwasher", "purifier")
_AC = ("ac_floor", "ac_wall")

ORDER_BOOKING: tuple[S, ...] = (
    S(
        "ret_refund", _BIG, "other.return.refund", "return", "整机退货",
        ("{m}整机退货申请，附开箱照片 [3~5] 张", "{m}签收 [1~5] 天申请无理由退货"),
        ("尺寸买错了，还没拆封，想退", "装上发现太大放不下，能退吗"),
        ("包装完好，未通电", "占用过道 [2~4] 天"),
        (
            C("未安装使用，符合 7 天退货", "预约上门取件，验收后退款", "refund", None, (), "退款单 ¥ [1299~4999].00 已提交"),
            C("已通电使用，需检测折价", "说明规则，客户改为换货", "exchange", None, (), "换货单已建，[3~5] 天内送达"),
        ),
        yes=("unused", "packing", "within7"), flow="desk", group="order", department="dept_logistics", weight=3,
    ),
    S(
        "ret_exchange", _BIG, "other.return.exchange", "return", "换货申请",
        ("{m}颜色与订单不符，申请换货", "{m}外壳有划痕 [3~12] 厘米，要求换新"),
        ("我订的白色，送来是灰的", "门上一道划痕，新的就这样"),
        ("与装修不搭", "不影响使用但无法接受"),
        (
            C("仓库拣货错误", "换发正确颜色并取回原机", "exchange", None, (), "新机已出库，[2~3] 天送到"),
            C("划痕属运输造成", "客户选择补偿 ¥ [100~260] 留用", "compensation", None, (), "补偿已到账"),
        ),
        yes=("packing", "within7"), flow="desk", group="order", department="dept_logistics", weight=2,
    ),
    S(
        "ret_progress", (), "other.return.progress", "return", "退款进度",
        ("退货已取走 [5~9] 天，退款未到", "退款金额少 ¥ [30~160]，要求补足"),
        ("机器都拉走一星期了，钱呢", "退的钱怎么少了一截"),
        ("等退款购买新机", "信用卡账单日 [2~4] 天后到期"),
        (
            C("仓库验收单未回传", "补录验收并提交退款", "refund", None, (), "[1~3] 个工作日原路到账"),
            C("运费未随单退回", "核对后补退差额", "refund", None, (), "差额已提交财务"),
        ),
        yes=("within7",), flow="desk", group="order", department="dept_finance", weight=3,
    ),
    S(
        "dlv_damaged", _BIG, "other.delivery.damaged", "return", "到货破损",
        ("{m}到货外壳破损，外箱有撞痕", "{m}到货<角部/侧板>凹陷 [2~8] 厘米"),
        ("一拆开角上就瘪了，箱子也破的", "送货的放下就走，我拆开才发现坏了"),
        ("未通电，等待处理", "安装预约被迫取消"),
        (
            C("承运商装卸碰撞", "换发新机并向承运商索赔", "exchange", None, (), "新机 [2~4] 天送到，索赔单已立"),
            C("仅外箱破损，机器完好", "指导通电检查并补偿 ¥ [50~100]", "compensation", None, (), "客户确认功能正常"),
        ),
        yes=("signed", "photos"), no=("works",), flow="desk", group="order", department="dept_logistics", weight=3,
    ),
    S(
        "dlv_missing", _BIG, "other.delivery.missing", "return", "缺少附件",
        ("{m}到货缺<安装附件/说明书/脚垫>", "{m}箱内少 [1~3] 件配件"),
        ("箱子里翻遍了，少一包螺丝和支架", "说明书上写的管子没有，装不了"),
        ("安装人员到场无法安装", "新机闲置 [1~3] 天"),
        (
            C("仓库复核漏装", "当日补发附件", "resend", None, (), "快递单号已发客户"),
            C("附件在独立小箱，客户未发现", "指引客户在底托内找到", "answer", None, (), "客户已找到并安装"),
        ),
        yes=("photos",), flow="desk", group="order", department="dept_logistics", weight=2,
    ),
    S(
        "inv_special", (), "other.invoice", "other", "开具专票",
        ("申请开具增值税专用发票，金额 ¥ [2600~18800].00", "电子发票未收到，要求重发"),
        ("公司买的，要专票，资料怎么给你们", "邮箱里没有，垃圾箱也翻了"),
        ("月底 [25~28] 日前要入账", "报销截止 [3~6] 天后"),
        (
            C("开票资料缺开户行信息", "补齐资料后提交财务开具", "other", None, (), "发票 [1~2] 天内寄出"),
            C("邮箱拼写有误", "更正邮箱后重发", "other", None, (), "客户确认收到"),
        ),
        flow="desk", group="order", department="dept_finance", weight=3,
    ),
    S(
        "book_install", ("ac_floor", "ac_wall", "hood", "dishwasher", "tv"), "other.booking.installation", "other", "新机安装",
        ("预约{m}安装，机器已到", "预约{m}安装，需打孔 [1~2] 个"),
        ("机器昨天送到了，什么时候能来装", "老房子墙厚，得打孔，师傅带工具吗"),
        ("<周末/下班后>才有人在家", "装修 [2~5] 天内收尾"),
        (
            C("现场条件满足", "完成安装、试机并讲解使用", "on_site", None, (R("绝缘电阻", 120, 300, "MΩ"),), "试机 [20~30] 分钟正常"),
            C("需加长管路 [1~3] 米", "报价确认后加长安装", "on_site", None, (R("保压压力", 3.0, 3.6, "MPa", 1),), "保压合格，客户签字"),
        ),
        yes=("weekend",), group="booking", weight=3,
    ),
    S(
        "book_move", _AC, "other.booking.relocation", "other", "移机",
        ("{m}移机，<同楼层/同小区/跨区>", "{m}拆机暂存，预约 [5~15] 天后再装"),
        ("要搬家了，空调拆装一共多少钱", "先拆下来，等新房好了再装"),
        ("搬家日期已定，[2~4] 天后", "旧房 [3~6] 天后交房"),
        (
            C("管路长度够用", "回收冷媒拆机并在新址安装", "on_site", None, (R("回收后压力", 0.0, 0.05, "MPa", 2),), "新址制冷出风 [9~12] ℃"),
            C("铜管老化需更换", "报价后更换铜管并补冷媒", "part", "冷媒", (R("低压压力", 0.6, 0.7, "MPa", 2),), "低压 [0.86~0.93] MPa"),
        ),
        yes=("parking",), group="booking", weight=2,
    ),
    S(
        "book_clean", _AC + ("hood", "washer"), "other.booking.cleaning", "maintenance", "清洗保养",
        ("预约{m}深度清洗", "{m}使用 [2~4] 年未洗，预约保养"),
        ("出风有股霉味，想彻底洗一下", "两三年没洗过了，约个上门清洗"),
        ("<孩子鼻炎/老人过敏>希望尽快", "希望 [1~2] 小时内做完"),
        (
            C("内部积灰积油明显", "拆洗并高温消毒", "on_site", None, (R("清洗前风速", 2.0, 2.8, "m/s", 1),), "清洗后风速 [4.2~5.0] m/s"),
            C("污垢较轻", "常规清洗并检查电源线和排水", "on_site", None, (R("清洗前噪声", 44, 50, "分贝"),), "清洗后噪声 [36~40] 分贝"),
        ),
        no=("ladder",), group="booking", weight=3,
    ),
    S(
        "book_check", ("heater_electric", "heater_gas", "ac_multi"), "other.booking.cleaning", "maintenance", "年度检查",
        ("预约{m}年度安全检查", "{m}使用 [6~9] 年，预约检测"),
        ("用了好几年了，入冬前检查一下放心", "想测一下漏不漏电漏不漏气"),
        ("<店里/宿舍/客房>有 [3~8] 台", "赶在供暖前完成"),
        (
            C("主要项目合格，镁棒或密封件接近寿命", "清洁、紧固并出具检查单", "on_site", None, (R("绝缘电阻", 90, 260, "MΩ"),), "检查 [12~16] 项全部合格"),
            C("接地线松动", "紧固接地并复测", "on_site", None, (R("接地电阻", 6.0, 11.0, "Ω", 1),), "接地电阻 [0.4~1.2] Ω"),
        ),
        group="booking", weight=1,
    ),
)
