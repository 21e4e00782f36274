"""Advice, script lines and answers of the guides in English, by their Chinese text (R1.9)."""

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    # Consultations
    "能当场答复的当场解决": "What can be answered now is solved now",
    "答不准的先记录，约定回电时间": "Not sure? Write it down and agree on a time to call back",
    "您好，售后服务台，很高兴为您解答。": "Service desk, good day. How can I help you?",
    "我把要点发到您的公众号，方便您以后查看。": "I'll send you the main points by WeChat, so that you can look them up.",
    "保修期怎么算": "How the warranty is counted",
    "自发票日期起算；没有发票的按出厂日期顺延三个月。": (
        "From the date of the invoice; without one, from three months after manufacture."
    ),
    "先查承运商最新节点再答复": "Look up the carrier's latest scan before you answer",
    "超过承诺日期的转物流支持组跟进": "Past the promised date: hand it to logistics support",
    "我帮您查最新的物流节点，请稍等半分钟。": "Let me look up where it is; half a minute, please.",
    "大件配送一般要几天": "How long a large delivery takes",
    "市区 2 到 3 天，郊区 3 到 5 天，送货前一天电话预约。": (
        "Two to three days in town, three to five outside; we call the day before."
    ),
    "按型号和购买日期查保修": "Check the warranty by model and date of purchase",
    "延保须在整机保修期内办理": "An extension must be bought while the warranty runs",
    "我按您的序列号查一下保修截止日期。": "Let me check the end of the warranty by your serial number.",
    "延保怎么办理": "How to extend the warranty",
    "整机保修期内在公众号提交序列号和发票照片，审核后付款生效。": (
        "While the warranty runs: send serial number and invoice by WeChat; it holds once checked and paid."
    ),
    "先报收费项目再约时间": "Name the charges before you agree on a time",
    "高空作业须双人上门": "Work at height takes two people",
    "我先把可能产生的材料费给您报一遍。": "Let me first tell you what the material may cost.",
    "移机收费项目": "What moving a unit costs",
    "拆机、运输、装机、加长铜管、补冷媒分别计价，上门前报价。": (
        "Removal, transport, fitting, longer pipes and refrigerant are priced one by one, before the visit."
    ),
    # Complaints
    "先听完再记录，不打断、不辩解": "Listen to the end, then write; don't interrupt, don't defend",
    "属我方责任的当场致歉并给出时限": "If it is our fault, apologise at once and name a time",
    "判断是我方、第三方还是无责任": "Decide whose fault it is: ours, a third party's, nobody's",
    "您说的我都记下来了，确实是我们没做好。": "I have written everything down. We did not do well there.",
    "今天之内由主管给您一个明确的答复。": "The supervisor will give you a clear answer today.",
    "投诉处理时限": "How fast complaints are handled",
    "一级 15 分钟、二级 1 小时、三级 4 小时内首次响应，处理结果逐一回访。": (
        "First response in 15 minutes (level 1), 1 hour (level 2), 4 hours (level 3); every result is called back."
    ),
    "查节点，告知预计到达日": "Look up the scan and name the expected day",
    "承运商责任的同步登记索赔": "If the carrier is at fault, register the claim at the same time",
    "让您一直等着，非常抱歉，我现在就联系承运商。": "I am sorry that you had to wait; I'll call the carrier right now.",
    "承运商延误的补偿办法": "What is paid for a carrier's delay",
    "超过承诺 3 天起按订单运费补偿，超过 7 天可无条件退款。": (
        "From three days late the freight is refunded, from seven days the whole order on request."
    ),
    "不指派给被投诉人": "Don't assign it to the person complained about",
    "调取录音后 24 小时内回复": "Get the recording and answer within 24 hours",
    "谢谢您告诉我们，我会如实记录，并由主管核实。": (
        "Thank you for telling us. I'll write it down as you say, and the supervisor will check."
    ),
    # Other requests: from a return to a suggestion
    "先核对订单和签收日期": "Check order and date of receipt first",
    "需检测的开具检测单": "Where a test is needed, issue the test order",
    "我先核对一下签收日期和付款方式。": "Let me check the date of receipt and how it was paid.",
    "退款多久到账": "How long a refund takes",
    "仓库验收后 3 个工作日内原路退回，银行卡可能再晚 1 到 2 天。": (
        "Within three working days of the warehouse's check; a bank may take one or two days more."
    ),
    "确认时段和收费后再提交": "Confirm time and charges before you save",
    "提前一天短信提醒客户": "Remind the customer by SMS the day before",
    "您看哪个时段家里方便？我们按两小时一个时段安排。": (
        "Which time suits you? We plan in windows of two hours."
    ),
    "清洗保养包含哪些项目": "What a cleaning includes",
    "拆洗滤网和风轮、清洗蒸发器、检查排水和电源线。": (
        "Filters and fan wheel taken out and washed, evaporator cleaned, drain and cable checked."
    ),
    "48 小时内报损有效，先请客户拍照": "Damage counts within 48 hours; ask for photos first",
    "少件先查仓库复核记录": "Parts missing: look at the warehouse's check first",
    "请您先不要丢掉外包装，拍三张照片发给我。": "Please keep the packing and send me three photos.",
    "感谢并如实转交产品或服务部门": "Say thank you and pass it on unchanged",
    "采纳后回告客户": "Tell the customer when it is taken up",
    "您这个建议很具体，我原样转给产品部门。": "That is a clear suggestion; I'll pass it on word for word.",
    # Faults
    "先请客户断电 3 分钟再开机": "Ask the customer to switch off for 3 minutes first",
    "请客户拍铭牌、故障代码和现场照片": "Ask for photos of label, error code and place",
    "您好，售后服务台，请问怎么称呼您？": "Service desk, good day. May I have your name?",
    "给您添麻烦了，我先把情况记清楚，再为您安排。": (
        "I am sorry for the trouble. Let me write everything down, then I'll arrange it."
    ),
    "报修前可以自己检查的三件事": "Three things to check before a repair",
    "看插头和空开，看进水阀或滤网，断电 3 分钟后再开机。": (
        "Plug and breaker; water valve or filter; off for 3 minutes, then on again."
    ),
    "断电 3 分钟后重启，仍停机则带电容和主板上门": (
        "Off for 3 minutes, then restart; if it still stops, bring capacitor and board"
    ),
    "请客户拍室外机铭牌和指示灯": "Ask for a photo of the outdoor unit's label and lights",
    "先确认模式为制冷、设定温度低于室温": "Make sure that it is set to cooling, below room temperature",
    "非常抱歉给您带来不便，我马上为您登记。请问室外机现在还在转吗？": (
        "I am sorry about that; I'll register it at once. Is the outdoor unit still running?"
    ),
    "为了尽快安排，我为您登记为紧急，15 分钟内工程师会给您回电。": (
        "I'll register it as urgent; an engineer will call you within 15 minutes."
    ),
    "室外机启动几分钟后停机的五种原因": "Five reasons why the outdoor unit stops after minutes",
    "散热不良、启动电容衰减、冷媒不足、模块过流、电压偏低。": (
        "Poor cooling, weak start capacitor, too little refrigerant, overcurrent, low voltage."
    ),
    "柜机断电重启与复位步骤（可发客户）": "Restarting and resetting a floor unit (may be sent)",
    "关机，拔插头或断空开，等 3 分钟，通电，先送风再制冷。": (
        "Switch off, unplug or open the breaker, wait 3 minutes, power on, first fan, then cooling."
    ),
    "滤网怎么拆洗": "How to wash the filter",
    "掀开面板取出滤网，清水冲洗，阴干后装回，每月一次。": (
        "Lift the panel, take it out, rinse, dry in the shade, put it back; once a month."
    ),
    "请客户把冷藏调到 4 ℃、冷冻调到 -18 ℃ 观察 6 小时": (
        "Ask to set the fridge to 4 °C and the freezer to -18 °C and to watch for 6 hours"
    ),
    "有药品的优先安排并提示转移": "Medicines inside: first in line, and ask to move them",
    "里面的食物先不要频繁开门，我来看看最快什么时候能上门。": (
        "Please open the door as little as you can; I'll see how soon somebody can come."
    ),
    "冷藏室结冰怎么办": "Ice in the fridge",
    "先检查门封和风口遮挡，断电化霜 8 小时后再通电观察。": (
        "Check seal and air vents; defrost for 8 hours without power, then watch."
    ),
    "先确认设定温度和进水阀": "Check set temperature and water valve first",
    "用了三年以上的带镁棒上门": "In use for over three years: bring an anode rod",
    "天冷没有热水确实难受，我先帮您判断能不能远程恢复。": (
        "No hot water in the cold is hard; let us see whether we can mend it from here."
    ),
    "电热水器 E4 复位步骤（可发客户）": "Resetting E4 on an electric heater (may be sent)",
    "断电 1 分钟，放掉部分热水降温，再通电并调到 55 ℃。": (
        "Off for 1 minute, let some hot water out, power on and set 55 °C."
    ),
    "镁棒多久换一次": "How often the anode rod is changed",
    "一般两到三年，水质硬的地区一年半检查一次。": (
        "Every two to three years; with hard water checked after a year and a half."
    ),
    "先请客户关总阀、断电": "Ask to close the main valve and switch off first",
    "请客户拍漏点和地面照片，便于定责": "Ask for photos of leak and floor, to settle who is liable",
    "请您先把进水阀关上、拔掉插头，我在线等您。": "Please close the valve and pull the plug; I'll hold the line.",
    "漏水的应急处理": "What to do about a leak",
    "关阀、断电、移开贵重物品、拍照留存，等工程师到场再通水。": (
        "Close the valve, switch off, move valuables, take photos; no water until the engineer is there."
    ),
    "请客户清理排水泵过滤器后试一次": "Ask to clean the pump's strainer and to try once more",
    "带排水泵和进水阀上门": "Bring drain pump and water valve",
    "排水口附近先放个盆，我告诉您怎么清理过滤器。": (
        "Please put a bowl under the outlet; I'll tell you how to clean the strainer."
    ),
    "排水泵过滤器怎么清理": "How to clean the pump's strainer",
    "断电，打开右下角小门，放尽余水，旋出过滤器冲净装回。": (
        "Switch off, open the flap at the lower right, drain, unscrew, rinse and put it back."
    ),
    "请客户录一段 15 秒视频": "Ask for a video of 15 seconds",
    "先排除摆放和异物": "Rule out the stand and foreign objects first",
    "麻烦您录一小段声音发给我，工程师听了更好判断。": (
        "Could you record the sound for me? It helps the engineer to judge."
    ),
    "新机运行声音多大算正常": "How loud a new machine may be",
    "铭牌标注的噪声值为准，夜间静音档通常低于 40 分贝。": (
        "As the label says; the quiet mode at night is usually below 40 dB."
    ),
    "请客户立即断电，不要再试机": "Ask to switch off at once and not to try again",
    "带绝缘表上门，先测接地": "Bring an insulation tester; test the earth first",
    "安全第一，请您现在把空开拉下来，不要再碰机器。": (
        "Safety first: please open the breaker now and don't touch the machine."
    ),
    "我会马上通知值班主管，并让工程师先给您打电话。": (
        "I'll tell the supervisor on duty at once, and an engineer will call you first."
    ),
    "一开机就跳闸怎么办": "The breaker trips when switched on",
    "断开空开，拔下插头，等工程师测绝缘，不要反复合闸。": (
        "Open the breaker, pull the plug, wait for the insulation test; don't close it again and again."
    ),
    "有燃气味先关阀、开窗、离开现场再打电话": "Smell of gas: valve closed, windows open, out, then call",
    "带点火针和电磁阀上门": "Bring ignition pin and solenoid valve",
    "请先关燃气总阀、打开窗户，不要开关电器。": "Please close the gas valve, open the windows and touch no switch.",
    "点不着火先看什么": "What to check when it does not light",
    "电池电量、燃气余额、阀门开度、点火针是否潮湿。": "Batteries, gas credit, valve, damp ignition pin.",
    "先解除童锁并恢复出厂设置": "Release the child lock and reset first",
    "请客户拍下故障代码": "Ask for a photo of the error code",
    "麻烦您看一下屏幕上显示的是哪几个字符？": "Could you tell me which characters the display shows?",
    "童锁怎么解除": "How to release the child lock",
    "同时按住温度加减键 5 秒，听到提示音即可。": "Hold both temperature keys for 5 seconds until it beeps.",
}
