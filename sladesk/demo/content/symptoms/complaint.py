"""What customers complain about."""

from sladesk.demo.content.shapes import Cure as C
from sladesk.demo.content.shapes import Symptom as S

_BIG = ("ac_floor", "ac_wall", "fridge", "washer", "heater_electric", "tv")

COMPLAINT: tuple[S, ...] = (
    S(
        "cmp_repeat", _BIG, "complaint.quality.repeated", "complaint", "反复维修",
        ("{m}同一故障 [2~4] 次报修仍未修好", "{m}修好 [5~20] 天再次损坏，要求换机"),
        ("第三次了，每次说修好，过几天又坏", "我不想再修了，给我换台新的"),
        ("累计请假 [2~5] 天", "家里<没法做饭/没法洗澡/热得睡不着>"),
        (
            C("前次只处理表象，未查到根因", "安排技术支持会同资深工程师复检并延长保修 [6~12] 个月", "compensation", None, (), "复检结论已书面告知客户"),
            C("连续 [3~4] 次同类故障，符合换机条件", "审批换同型号新机", "exchange", None, (), "新机 [2~4] 天内送装"),
        ),
        yes=("repeated",), no=("injury", "public"), flow="desk", group="complaint", risk_level="level_2", department="dept_quality", weight=3,
    ),
    S(
        "cmp_new", _BIG, "complaint.quality.new_product", "complaint", "新机质量问题",
        ("新买{m}使用 [2~9] 天即出故障", "{m}开箱通电就有问题"),
        ("才用几天就坏，这质量也太差了", "花了几千块买个次品，必须退"),
        ("新房 [3~5] 天后入住", "对品牌失去信任"),
        (
            C("检测确认为出厂缺陷", "按 7 天内规定换新机", "exchange", None, (), "换新单已下，[2~3] 天送到"),
            C("运输颠簸致接插件松动", "上门紧固并补偿 ¥ [50~150]", "compensation", None, (), "客户试用后撤回退机要求"),
        ),
        no=("repeated", "injury"), flow="desk", group="complaint", risk_level="level_2", department="dept_quality", weight=2,
    ),
    S(
        "cmp_attitude", (), "complaint.attitude", "complaint", "服务态度",
        ("投诉上门人员态度生硬，未穿鞋套", "投诉客服 [2~3] 次转接，无人答复"),
        ("师傅进门鞋套都不穿，问两句就不耐烦", "转了三个人，每个人都让我重说一遍"),
        ("地面被踩脏", "情绪激动，要求道歉"),
        (
            C("录音与定位核实，上门人员确有不当", "主管电话致歉，当事人重新培训", "compensation", None, (), "客户接受道歉和 ¥ [30~100] 清洁补偿"),
            C("转接流程缺少交接备注", "致歉并指定专人跟进", "answer", None, (), "客户认可专人对接"),
        ),
        yes=("who",), flow="desk", group="complaint", risk_level="level_3", weight=2,
    ),
    S(
        "cmp_promise", (), "complaint.promise", "complaint", "失约",
        ("约好上门未到，空等 [2~4] 小时", "承诺回电 [2~3] 次均未打"),
        ("说好两点到，等到天黑也没人来", "每次都说马上回电，一次都没打"),
        ("请假半天被扣 [150~300] 元", "<孩子没人接/会议改期>"),
        (
            C("上一单延误且未通知客户", "致歉、当日优先上门并补偿 ¥ [50~120]", "compensation", None, (), "客户同意晚间上门"),
            C("回电任务未建提醒", "致歉并由主管当场回电", "answer", None, (), "问题当天答复完毕"),
        ),
        flow="desk", group="complaint", risk_level="level_3", weight=3,
    ),
    S(
        "cmp_delivery", (), "complaint.delivery", "complaint", "物流延迟",
        ("订单超过承诺日 [3~9] 天未送达", "送货改期 [2~4] 次，未提前告知"),
        ("说三天到，现在第九天了，电话还打不通", "每次都说明天送，我已经请了三次假"),
        ("<新房/婚房>等家电入住", "安装队白跑 [1~2] 趟"),
        (
            C("承运商分拨中心爆仓", "改派专车次日送达并补偿 ¥ [60~200]", "compensation", None, (), "签收时间已与客户核对"),
            C("车辆临时调度失误", "登记索赔并退运费 ¥ [49~120]", "compensation", None, (), "承运商已书面说明"),
        ),
        yes=("promised_date", "waiting_install"), flow="desk", group="complaint", risk_level="level_3",
        department="dept_logistics", weight=3,
    ),
    S(
        "cmp_invoice", (), "complaint.invoice", "complaint", "发票延迟",
        ("发票申请 [7~20] 天未开", "发票抬头开错，重开 [2~3] 次仍不对"),
        ("催了好几次发票，一直说在处理", "抬头少一个字，报销不了，又给我开错"),
        ("财务月底关账，无法报销 ¥ [1500~9800]", "影响<公司入账/补贴申领>"),
        (
            C("订单状态未同步到开票系统", "手工开具电子发票并报修接口", "other", None, (), "发票已发邮箱，客户确认可用"),
            C("客户资料税号错位", "核对税号后红冲重开", "other", None, (), "新发票 [1~2] 天内寄出"),
        ),
        yes=("repeated",), no=("injury", "loss"), flow="desk", group="complaint", risk_level="level_3",
        department="dept_finance", weight=3,
    ),
    S(
        "cmp_fee", (), "complaint.fees", "complaint", "收费争议",
        ("上门收费 ¥ [180~460]，客户不认可", "保修期内被收材料费 ¥ [60~220]"),
        ("换个小零件收我三百多，发票也没给", "不是保修吗，怎么还要我掏材料费"),
        ("要求退费并说明", "<要在网上曝光/要向监管部门反映>"),
        (
            C("工程师未按价目表报价", "退还差额 ¥ [60~220] 并致歉", "refund", None, (), "差额已原路退回"),
            C("材料不在保修范围，但事前未告知", "逐项解释并减免 ¥ [40~100]", "compensation", None, (), "客户接受解释"),
        ),
        flow="desk", group="complaint", risk_level="level_2", department="dept_finance", weight=2,
    ),
    S(
        "cmp_install", ("ac_floor", "ac_wall", "hood", "heater_electric"), "complaint.installation", "complaint", "安装质量",
        ("{m}安装后墙面开裂，要求修复", "{m}装歪且管路外露，要求返工"),
        ("装完墙上掉一大块，师傅拍拍屁股走了", "歪得肉眼都能看见，管子也不包"),
        ("新装修墙面受损约 [10~40] 厘米", "影响美观，家人争吵"),
        (
            C("打孔未用防尘罩，瓷砖边缘崩裂", "安排返工并赔付修补费 ¥ [120~400]", "compensation", None, (), "返工后客户签字确认"),
            C("挂板未校水平", "另派班组重新安装", "on_site", None, (), "水平偏差 [0~1] 毫米，管路已包扎"),
        ),
        yes=("loss",), no=("injury",), flow="desk", group="complaint", risk_level="level_2", weight=2,
    ),
    S(
        "cmp_online", _BIG, "complaint.quality", "complaint", "网上差评",
        ("客户在社交平台发帖称{m}质量差", "客户发视频反映{m}噪声，评论 [20~90] 条"),
        ("评论区都说你们推脱，我就发出来让大家看看", "打电话没人管，发到网上才有人理"),
        ("浏览 [800~5200] 次，仍在增加", "<已有媒体询问/多名网友跟帖>"),
        (
            C("客户前次报修被误关", "主管联系致歉并优先上门", "compensation", None, (), "客户更新帖子说明已解决"),
            C("客户误解噪声标准", "上门实测并公开说明", "answer", None, (), "客户认可实测 [38~41] 分贝"),
        ),
        yes=("public",), flow="desk", group="complaint", risk_level="level_2", department="dept_pr", weight=1,
    ),
)
