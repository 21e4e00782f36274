"""Guiding questions, advice, script lines and FAQ outside the faults (R1.5, R1.9, R4.5, R4.6)."""

from sladesk.domain.shipped.types import Faq, Guide
from sladesk.domain.shipped.types import Question as Q

DESK_GUIDES: tuple[Guide, ...] = (
    Guide(
        "consultation",
        (
            Q("owner", "客户已购买本公司产品吗？", "Does the customer own one of our products?"),
            Q("written", "是否需要书面答复？", "Is an answer in writing wanted?"),
        ),
        ("能当场答复的当场解决", "答不准的先记录，约定回电时间"),
        ("您好，售后服务台，很高兴为您解答。", "我把要点发到您的公众号，方便您以后查看。"),
        (Faq("保修期怎么算", "自发票日期起算；没有发票的按出厂日期顺延三个月。"),),
    ),
    Guide(
        "consultation.order_status",
        (
            Q("order_no", "客户能提供订单号吗？", "Is the order number at hand?"),
            Q("promised", "是否已超过页面承诺的日期？", "Is the promised date past?"),
            Q("address_ok", "收货地址是否有变化？", "Has the address changed?"),
        ),
        ("先查承运商最新节点再答复", "超过承诺日期的转物流支持组跟进"),
        ("我帮您查最新的物流节点，请稍等半分钟。",),
        (Faq("大件配送一般要几天", "市区 2 到 3 天，郊区 3 到 5 天，送货前一天电话预约。"),),
    ),
    Guide(
        "consultation.policy",
        (
            Q("invoice", "是否保留购机发票？", "Is the invoice still there?"),
            Q("home_use", "是否家庭使用？", "Is it used at home?"),
            Q("repaired_elsewhere", "是否自行或在外维修过？", "Was it repaired elsewhere?"),
        ),
        ("按型号和购买日期查保修", "延保须在整机保修期内办理"),
        ("我按您的序列号查一下保修截止日期。",),
        (Faq("延保怎么办理", "整机保修期内在公众号提交序列号和发票照片，审核后付款生效。"),),
    ),
    Guide(
        "consultation.installation",
        (
            Q("delivered", "机器是否已送到？", "Has it been delivered?"),
            Q("hole", "墙上有没有预留孔？", "Is there a hole in the wall?"),
            Q("height", "室外机是否需要高空作业？", "Is work at height needed?"),
        ),
        ("先报收费项目再约时间", "高空作业须双人上门"),
        ("我先把可能产生的材料费给您报一遍。",),
        (Faq("移机收费项目", "拆机、运输、装机、加长铜管、补冷媒分别计价，上门前报价。"),),
    ),
    Guide(
        "complaint",
        (
            Q("repeated", "此前是否就同一事投诉过？", "Is it a repeated complaint?"),
            Q("loss", "是否造成财产损失？", "Was property damaged?"),
            Q("injury", "是否有人受伤或险些受伤？", "Was anybody hurt, or nearly?", safety=True),
            Q("public", "客户是否已在网上公开发布？", "Has it been published?"),
        ),
        ("先听完再记录，不打断、不辩解", "属我方责任的当场致歉并给出时限", "判断是我方、第三方还是无责任"),
        ("您说的我都记下来了，确实是我们没做好。", "今天之内由主管给您一个明确的答复。"),
        (Faq("投诉处理时限", "一级 15 分钟、二级 1 小时、三级 4 小时内首次响应，处理结果逐一回访。"),),
    ),
    Guide(
        "complaint.delivery",
        (
            Q("tracking", "物流信息是否停止更新？", "Has tracking stopped?"),
            Q("promised_date", "是否超过承诺日期？", "Is the promised date past?"),
            Q("waiting_install", "是否影响安装预约？", "Is an installation waiting?"),
        ),
        ("查节点，告知预计到达日", "承运商责任的同步登记索赔"),
        ("让您一直等着，非常抱歉，我现在就联系承运商。",),
        (Faq("承运商延误的补偿办法", "超过承诺 3 天起按订单运费补偿，超过 7 天可无条件退款。"),),
    ),
    Guide(
        "complaint.attitude",
        (
            Q("who", "能说出工号或上门日期吗？", "Is the staff number or date known?"),
            Q("recording", "是否有录音或截图？", "Is there a recording?"),
            Q("redo", "是否需要换人重新服务？", "Shall somebody else come again?"),
        ),
        ("不指派给被投诉人", "调取录音后 24 小时内回复"),
        ("谢谢您告诉我们，我会如实记录，并由主管核实。",),
    ),
    Guide(
        "other.return",
        (
            Q("unused", "机器是否未安装使用？", "Is it unused?"),
            Q("packing", "外包装和附件是否齐全？", "Is the packing complete?"),
            Q("within7", "是否在签收 7 天内？", "Is it within seven days?"),
        ),
        ("先核对订单和签收日期", "需检测的开具检测单"),
        ("我先核对一下签收日期和付款方式。",),
        (Faq("退款多久到账", "仓库验收后 3 个工作日内原路退回，银行卡可能再晚 1 到 2 天。"),),
    ),
    Guide(
        "other.booking",
        (
            Q("parking", "小区是否需要提前登记？", "Must the visit be announced at the gate?"),
            Q("ladder", "是否需要登高？", "Is a ladder needed?"),
            Q("weekend", "是否只能周末上门？", "Only at the weekend?"),
        ),
        ("确认时段和收费后再提交", "提前一天短信提醒客户"),
        ("您看哪个时段家里方便？我们按两小时一个时段安排。",),
        (Faq("清洗保养包含哪些项目", "拆洗滤网和风轮、清洗蒸发器、检查排水和电源线。"),),
    ),
    Guide(
        "other.delivery",
        (
            Q("signed", "是否已经签收？", "Has it been signed for?"),
            Q("photos", "有没有开箱照片？", "Are there photos of the unpacking?"),
            Q("works", "通电是否正常？", "Does it work?"),
        ),
        ("48 小时内报损有效，先请客户拍照", "少件先查仓库复核记录"),
        ("请您先不要丢掉外包装，拍三张照片发给我。",),
    ),
    Guide(
        "suggestion",
        (Q("reply", "是否希望得到答复？", "Is an answer wanted?"),),
        ("感谢并如实转交产品或服务部门", "采纳后回告客户"),
        ("您这个建议很具体，我原样转给产品部门。",),
    ),
)
