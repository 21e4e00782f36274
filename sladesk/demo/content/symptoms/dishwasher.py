"""What happens to dishwashers."""

from sladesk.demo.content.shapes import Cure as C
from sladesk.demo.content.shapes import Reading as R
from sladesk.demo.content.shapes import Symptom as S

_D = ("dishwasher",)

DISHWASHER: tuple[S, ...] = (
    S(
        "dw_heat",
        _D,
        "fault.heating.no_hot_water",
        "repair",
        "洗不净不加热",
        ("洗碗机水不热，油污洗不掉", "洗碗机洗完餐具有白雾，水温 [24~32] ℃"),
        ("拿出来碗还是油的，摸着冰凉", "以前烫手，现在跟没加热一样"),
        ("每天还要手洗一遍", "<孩子奶瓶/餐具>消毒不放心"),
        (
            C(
                "加热泵加热层开路",
                "更换加热泵",
                "part",
                "加热泵",
                (R("加热功率", 0, 60, "W"),),
                "[18~25] 分钟升到 [64~68] ℃",
            ),
            C(
                "选用了冷水快洗程序",
                "电话指导改用强力程序",
                "remote",
                None,
                (R("程序水温", 25, 32, "℃"),),
                "强力程序水温 [65~70] ℃",
            ),
        ),
        onset=("最近 [5~10] 次",),
        yes=("power_light",),
        no=("shock",),
        weight=2,
    ),
    S(
        "dw_drain",
        _D,
        "fault.drainage.blocked",
        "repair",
        "底部积水",
        ("洗碗机结束后底部积水 [2~5] 厘米", "洗碗机排水报警 <E4/E24>"),
        ("洗完底下一汪脏水，有味儿", "老报警，说排水不畅"),
        ("厨房有异味", "餐具要再冲洗一遍"),
        (
            C(
                "排水泵卡入碎玻璃",
                "取出异物并更换排水泵",
                "part",
                "排水泵",
                (R("排水泵电流", 0.8, 1.4, "A", 1),),
                "[30~50] 秒排空",
            ),
            C(
                "排水管高度过低产生虹吸",
                "抬高排水管到 [60~75] 厘米",
                "on_site",
                None,
                (R("排水管高度", 15, 30, "厘米"),),
                "试洗 [1~2] 遍无积水",
            ),
        ),
        onset=("这周开始",),
        yes=("error_code",),
        no=("hose_bent",),
        weight=1,
    ),
)
