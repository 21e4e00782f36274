"""Guiding questions, advice, script lines and FAQ of the fault categories (R1.5, R1.9, R5.7)."""

from sladesk.domain.shipped.types import Faq, Guide
from sladesk.domain.shipped.types import Question as Q

_BURNT = Q("burnt", "是否闻到焦味或看到冒烟？", "Is there a burnt smell or smoke?", safety=True)
_SHOCK = Q(
    "shock", "触摸外壳或水流时是否有麻电感？", "Does the casing or the water give a tingle?", safety=True
)
_GAS = Q("gas_smell", "现场是否闻到燃气味？", "Is there a smell of gas?", safety=True)
_OTHERS = Q("others_ok", "其他电器用电是否正常？", "Do other appliances have power?")
_CODE = Q("error_code", "显示屏是否有故障代码？", "Does the display show an error code?")

FAULT_GUIDES: tuple[Guide, ...] = (
    Guide(
        "fault",
        (
            Q("restarted", "断电重启后是否还这样？", "Is it the same after switching off and on?"),
            Q("moved", "近期是否搬动或改装过？", "Has it been moved or altered lately?"),
            _CODE,
            _BURNT,
        ),
        ("先请客户断电 3 分钟再开机", "请客户拍铭牌、故障代码和现场照片"),
        ("您好，售后服务台，请问怎么称呼您？", "给您添麻烦了，我先把情况记清楚，再为您安排。"),
        (Faq("报修前可以自己检查的三件事", "看插头和空开，看进水阀或滤网，断电 3 分钟后再开机。"),),
    ),
    Guide(
        "fault.cooling",
        (
            Q("outdoor_on", "室外机是否启动？", "Does the outdoor unit start?"),
            _CODE,
            Q("filter", "滤网三个月内是否清洗过？", "Was the filter cleaned within three months?"),
            _BURNT,
            _OTHERS,
        ),
        (
            "断电 3 分钟后重启，仍停机则带电容和主板上门",
            "请客户拍室外机铭牌和指示灯",
            "先确认模式为制冷、设定温度低于室温",
        ),
        (
            "非常抱歉给您带来不便，我马上为您登记。请问室外机现在还在转吗？",
            "为了尽快安排，我为您登记为紧急，15 分钟内工程师会给您回电。",
        ),
        (
            Faq("室外机启动几分钟后停机的五种原因", "散热不良、启动电容衰减、冷媒不足、模块过流、电压偏低。"),
            Faq(
                "柜机断电重启与复位步骤（可发客户）", "关机，拔插头或断空开，等 3 分钟，通电，先送风再制冷。"
            ),
            Faq("滤网怎么拆洗", "掀开面板取出滤网，清水冲洗，阴干后装回，每月一次。"),
        ),
    ),
    Guide(
        "fault.cooling.compartment",
        (
            Q("light", "打开门时照明灯是否亮？", "Is the light on when the door opens?"),
            Q("full", "里面是否塞满或刚放入热食？", "Is it packed full or freshly loaded?"),
            Q("seal", "门封条是否能吸紧？", "Does the door seal hold?"),
            Q("medicine", "是否存放药品或母乳？", "Are medicines or breast milk stored in it?"),
            _BURNT,
        ),
        ("请客户把冷藏调到 4 ℃、冷冻调到 -18 ℃ 观察 6 小时", "有药品的优先安排并提示转移"),
        ("里面的食物先不要频繁开门，我来看看最快什么时候能上门。",),
        (Faq("冷藏室结冰怎么办", "先检查门封和风口遮挡，断电化霜 8 小时后再通电观察。"),),
    ),
    Guide(
        "fault.heating",
        (
            Q("power_light", "电源灯是否亮？", "Is the power light on?"),
            _CODE,
            Q("all_taps", "所有龙头都这样吗？", "Is it the same at every tap?"),
            Q("years", "使用是否超过六年？", "Has it been used for more than six years?"),
            _SHOCK,
        ),
        ("先确认设定温度和进水阀", "用了三年以上的带镁棒上门"),
        ("天冷没有热水确实难受，我先帮您判断能不能远程恢复。",),
        (
            Faq("电热水器 E4 复位步骤（可发客户）", "断电 1 分钟，放掉部分热水降温，再通电并调到 55 ℃。"),
            Faq("镁棒多久换一次", "一般两到三年，水质硬的地区一年半检查一次。"),
        ),
    ),
    Guide(
        "fault.leak",
        (
            Q("valve_closed", "进水总阀是否已经关闭？", "Is the main water valve closed?"),
            Q("downstairs", "是否渗到楼下或浸泡地板？", "Has water reached the floor below?"),
            Q("near_socket", "水是否流到插座附近？", "Is water near a socket?", safety=True),
            Q("constant", "不使用时也在漏吗？", "Does it leak when not in use?"),
        ),
        ("先请客户关总阀、断电", "请客户拍漏点和地面照片，便于定责"),
        ("请您先把进水阀关上、拔掉插头，我在线等您。",),
        (Faq("漏水的应急处理", "关阀、断电、移开贵重物品、拍照留存，等工程师到场再通水。"),),
    ),
    Guide(
        "fault.drainage",
        (
            Q("tap_on", "水龙头是否完全打开？", "Is the tap fully open?"),
            Q("hose_bent", "进排水管是否打折？", "Is a hose bent?"),
            Q("filter_clean", "过滤网清理过吗？", "Has the strainer been cleaned?"),
            _CODE,
        ),
        ("请客户清理排水泵过滤器后试一次", "带排水泵和进水阀上门"),
        ("排水口附近先放个盆，我告诉您怎么清理过滤器。",),
        (Faq("排水泵过滤器怎么清理", "断电，打开右下角小门，放尽余水，旋出过滤器冲净装回。"),),
    ),
    Guide(
        "fault.noise",
        (
            Q("level_ok", "机器放平稳了吗？", "Does it stand level?"),
            Q("always", "一开机就响吗？", "Is it there from the start?"),
            Q("night", "是否影响夜间休息？", "Does it disturb sleep?"),
        ),
        ("请客户录一段 15 秒视频", "先排除摆放和异物"),
        ("麻烦您录一小段声音发给我，工程师听了更好判断。",),
        (Faq("新机运行声音多大算正常", "铭牌标注的噪声值为准，夜间静音档通常低于 40 分贝。"),),
    ),
    Guide(
        "fault.electrical",
        (_SHOCK, _BURNT, Q("tripped", "跳闸后能否合上？", "Can the breaker be closed again?"), _OTHERS),
        ("请客户立即断电，不要再试机", "带绝缘表上门，先测接地"),
        ("安全第一，请您现在把空开拉下来，不要再碰机器。", "我会马上通知值班主管，并让工程师先给您打电话。"),
        (Faq("一开机就跳闸怎么办", "断开空开，拔下插头，等工程师测绝缘，不要反复合闸。"),),
    ),
    Guide(
        "fault.gas",
        (
            _GAS,
            Q("battery", "电池是否换过？", "Have the batteries been changed?"),
            Q("other_burner", "其他燃气具是否正常？", "Do other gas appliances work?"),
            Q("window", "窗户是否能打开通风？", "Can a window be opened?"),
        ),
        ("有燃气味先关阀、开窗、离开现场再打电话", "带点火针和电磁阀上门"),
        ("请先关燃气总阀、打开窗户，不要开关电器。",),
        (Faq("点不着火先看什么", "电池电量、燃气余额、阀门开度、点火针是否潮湿。"),),
    ),
    Guide(
        "fault.control",
        (
            Q("battery_new", "遥控器换过新电池吗？", "Are the batteries of the remote new?"),
            Q("lock", "是否开了童锁？", "Is the child lock on?"),
            _CODE,
            Q("wifi24", "家里路由器是 2.4G 频段吗？", "Is the router on 2.4 GHz?"),
        ),
        ("先解除童锁并恢复出厂设置", "请客户拍下故障代码"),
        ("麻烦您看一下屏幕上显示的是哪几个字符？",),
        (Faq("童锁怎么解除", "同时按住温度加减键 5 秒，听到提示音即可。"),),
    ),
)
