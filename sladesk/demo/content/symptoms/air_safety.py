"""Air conditioners: dripping water and electrical trouble."""

from sladesk.demo.content.shapes import Cure as C
from sladesk.demo.content.shapes import Reading as R
from sladesk.demo.content.shapes import Symptom as S

_SPLIT = ("ac_floor", "ac_wall")
_ALL = ("ac_floor", "ac_wall", "ac_multi")

AIR_SAFETY: tuple[S, ...] = (
    S(
        "ac_drip",
        _SPLIT,
        "fault.leak.indoor_unit",
        "repair",
        "室内机滴水",
        ("{place}{m}滴水到<地板/墙面/床头>，怀疑排水管堵塞", "{place}{m}左下角漏水，[10~30] 分钟接满一杯"),
        ("空调往下滴水，<地板都泡了/柜子都湿了>，拿盆接着呢", "墙上流了一道水印，插座就在下面，我不敢开了"),
        ("<木地板起翘/墙纸起泡/床垫湿了一片>", "夜里每 [1~2] 小时要起来倒水"),
        (
            C(
                "排水管被灰泥堵塞",
                "疏通排水管并冲洗接水盘",
                "on_site",
                None,
                (R("排水试验水量", 300, 500, "毫升"),),
                "灌水 [2~3] 升无溢出",
            ),
            C(
                "排水管老化开裂",
                "更换排水管并重新包扎",
                "part",
                "排水管",
                (R("裂口长度", 2, 6, "厘米"),),
                "连续运行 [40~60] 分钟墙面干燥",
            ),
            C(
                "室内机安装左高右低，接水盘倒坡",
                "重新找平挂板",
                "on_site",
                None,
                (R("水平偏差", 5, 12, "毫米"),),
                "偏差调到 [0~1] 毫米",
            ),
        ),
        onset=("制冷 [1~2] 小时后开始滴", "昨天夜里发现"),
        yes=("constant",),
        no=("downstairs", "near_socket"),
        weight=4,
        months=(5, 6, 7, 8, 9, 10),
    ),
    S(
        "ac_trip",
        _ALL,
        "fault.electrical.tripping",
        "repair",
        "开机跳闸",
        ("{place}{m}一开机就跳闸", "{place}{m}运行 [5~15] 分钟后空开跳闸"),
        ("一按开机整个屋子都断电了，不敢再试", "推上去转几分钟又跳，别的电器都没事"),
        ("每次跳闸<冰箱也断电/路由器也断网>", "全家用电受影响"),
        (
            C(
                "室外风机电机绝缘下降",
                "更换室外风机电机",
                "part",
                "室外风机电机",
                (R("绝缘电阻", 0.1, 0.4, "MΩ", 1),),
                "绝缘电阻 [90~200] MΩ",
            ),
            C(
                "漏保额定电流偏小",
                "建议并协助更换 [32~40] A 空开",
                "on_site",
                None,
                (R("启动电流", 21, 27, "A"),),
                "连续启停 [4~6] 次未跳",
            ),
        ),
        onset=("下雨之后开始", "今天上午连续 [2~4] 次"),
        yes=("tripped",),
        no=("shock", "burnt"),
    ),
    S(
        "ac_burnt",
        _SPLIT,
        "fault.electrical.burnt",
        "repair",
        "有焦味",
        ("{place}{m}开机有焦糊味，已断电", "{place}{m}插头发黑发烫，闻到塑料味"),
        ("一股烧塑料的味道，我赶紧把闸拉了", "插头烫手，边上都黑了，会不会着火"),
        ("担心起火，全家不敢使用", "<孩子一个人在家/老人独自在家>，非常害怕"),
        (
            C(
                "电源插座接触不良烧蚀",
                "更换插座并重做接线端子",
                "on_site",
                None,
                (R("端子温度", 78, 105, "℃"),),
                "满载 [20~30] 分钟端子 [34~39] ℃",
            ),
            C(
                "室内机主板压敏电阻击穿",
                "更换室内机主板",
                "part",
                "室内机主板",
                (R("主板供电", 0, 4, "V"),),
                "主板供电恢复到 [11.8~12.2] V",
            ),
        ),
        onset=("刚才开机 [3~10] 分钟后",),
        signs=("插头处有黑色痕迹",),
        yes=("burnt",),
        no=("shock",),
        department="dept_quality",
        risk_level=None,
        weight=1,
    ),
)
