"""Models and spare parts of the demo department; no brand is real."""

from sladesk.demo.content.shapes import Part, Product

_ROOMS = ("主卧", "次卧", "书房", "儿童房", "老人房")
_HALLS = ("客厅", "餐厅", "门厅", "会客厅")
_BATH = ("卫生间", "主卫", "次卫")
_KITCHEN = ("厨房",)
_WASH = ("阳台", "卫生间", "生活阳台")

_AC_PARTS = ("室外机主板", "启动电容", "四通阀", "室内风机电机")
_WALL_PARTS = ("启动电容", "导风电机", "排水管", "遥控器")

PRODUCTS: tuple[Product, ...] = (
    Product("KFR-72LW/N8", "柜机 3 匹", "Floor AC 3 HP", "ac_floor", "柜机", 72, 6899, _AC_PARTS, _HALLS, 5),
    Product("KFR-50LW/N8", "柜机 2 匹", "Floor AC 2 HP", "ac_floor", "柜机", 72, 4999, _AC_PARTS, _HALLS, 4),
    Product("KFR-120LW/S5", "柜机 5 匹", "Floor AC 5 HP", "ac_floor", "柜机", 72, 11800, _AC_PARTS, _HALLS, 1),
    Product("KFR-35GW/A3", "挂机 1.5 匹", "Wall AC 1.5 HP", "ac_wall", "挂机", 72, 2899, _WALL_PARTS, _ROOMS, 5),
    Product("KFR-26GW/A3", "挂机 1 匹", "Wall AC 1 HP", "ac_wall", "挂机", 72, 2399, _WALL_PARTS, _ROOMS, 4),
    Product(
        "MDV-140W/D4", "多联机 5 匹", "Multi-split 5 HP", "ac_multi", "多联机", 72, 26800, ("室外机主板",), _HALLS, 1
    ),
    Product(
        "XFJ-300/H2", "新风机", "Ventilation unit", "fresh_air", "新风机", 36, 7600, ("新风滤芯",), ("吊顶内", "阳台"), 1
    ),
    Product("EWH-60P3", "电热水器 60 升", "Water heater 60 l", "heater_electric", "热水器", 96, 1599, ("加热管",), _BATH, 5),
    Product("EWH-80P5", "电热水器 80 升", "Water heater 80 l", "heater_electric", "热水器", 96, 2199, ("内胆总成",), _BATH, 3),
    Product("JSQ30-G6", "燃气热水器 16 升", "Gas heater 16 l", "heater_gas", "燃气热水器", 36, 2799, ("点火针",), _KITCHEN, 3),
    Product("BCD-518WP", "对开门冰箱", "Side-by-side fridge", "fridge", "冰箱", 36, 4280, ("温度传感器",), _KITCHEN, 4),
    Product("BCD-260WT", "三门冰箱", "Three-door fridge", "fridge", "冰箱", 36, 2180, ("门封条",), _KITCHEN, 3),
    Product("XQG100-B12", "滚筒洗衣机 10 公斤", "Washer 10 kg", "washer", "洗衣机", 36, 3199, ("排水泵",), _WASH, 4),
    Product("XQG90-HD7", "洗烘一体机 9 公斤", "Washer-dryer 9 kg", "washer", "洗烘机", 36, 4599, ("门锁开关",), _WASH, 2),
    Product("CXW-258-T9", "侧吸油烟机", "Range hood", "hood", "油烟机", 60, 2999, ("风机电机",), _KITCHEN, 3),
    Product("JZT-Q5B", "嵌入式燃气灶", "Gas hob", "stove", "燃气灶", 60, 1299, ("热电偶",), _KITCHEN, 2),
    Product("L65-U7", "65 寸电视", "TV 65 inch", "tv", "电视", 36, 3999, ("电源板",), ("客厅", "主卧"), 3),
    Product("RO-800S", "反渗透净水器", "Water purifier", "purifier", "净水器", 36, 2599, ("反渗透膜",), _KITCHEN, 3),
    Product("WQP12-J3", "嵌入式洗碗机", "Dishwasher", "dishwasher", "洗碗机", 36, 4199, ("加热泵",), _KITCHEN, 2),
)

_AC = ("ac_floor", "ac_wall", "ac_multi")

PARTS: tuple[Part, ...] = (
    Part("AC-PCB-OUT", "室外机主板", _AC, 680, 3),
    Part("AC-PCB-IN", "室内机主板", _AC, 420, 4),
    Part("AC-CAP-35", "启动电容", ("ac_floor", "ac_wall"), 65, 20),
    Part("AC-4WV", "四通阀", _AC, 260, 3),
    Part("AC-COMP", "压缩机", _AC, 1480, 1),
    Part("AC-FAN-IN", "室内风机电机", ("ac_floor", "ac_wall"), 320, 4),
    Part("AC-FAN-OUT", "室外风机电机", _AC, 380, 3),
    Part("AC-SWING", "导风电机", ("ac_floor", "ac_wall"), 85, 8),
    Part("AC-SENSOR", "管温传感器", _AC, 45, 15),
    Part("AC-DRAIN", "排水管", ("ac_floor", "ac_wall"), 30, 30),
    Part("AC-R32", "冷媒", _AC, 180, 12),
    Part("AC-FLARE", "铜管纳子", _AC, 25, 40),
    Part("AC-PAD", "减振垫", _AC, 40, 24),
    Part("AC-REMOTE", "遥控器", ("ac_floor", "ac_wall", "tv"), 58, 16),
    Part("AC-PUMP", "冷凝水泵", ("ac_multi",), 210, 2),
    Part("WIFI-MOD", "联网模块", ("ac_floor", "ac_wall", "tv", "washer"), 96, 6),
    Part("FA-FILTER", "新风滤芯", ("fresh_air",), 199, 10),
    Part("FA-FAN", "新风风机", ("fresh_air",), 560, 1),
    Part("EW-HEAT", "加热管", ("heater_electric",), 120, 12),
    Part("EW-TANK", "内胆总成", ("heater_electric",), 760, 2),
    Part("EW-VALVE", "泄压阀", ("heater_electric",), 45, 18),
    Part("EW-THERM", "温控器", ("heater_electric",), 90, 10),
    Part("EW-MG", "镁棒", ("heater_electric",), 60, 25),
    Part("EW-PCB", "热水器控制板", ("heater_electric", "heater_gas"), 280, 4),
    Part("GW-IGN", "点火针", ("heater_gas", "stove"), 35, 20),
    Part("GW-VALVE", "燃气比例阀", ("heater_gas",), 260, 3),
    Part("GW-FLOW", "水流传感器", ("heater_gas",), 75, 8),
    Part("GW-MIX", "恒温阀", ("heater_gas",), 130, 6),
    Part("GW-FAN", "燃气热水器风机", ("heater_gas",), 240, 3),
    Part("RF-SENSOR", "温度传感器", ("fridge",), 48, 14),
    Part("RF-FAN", "冰箱风扇电机", ("fridge",), 110, 6),
    Part("RF-DAMPER", "电动风门", ("fridge",), 135, 4),
    Part("RF-SEAL", "门封条", ("fridge",), 88, 9),
    Part("RF-HEAT", "化霜加热器", ("fridge",), 95, 6),
    Part("RF-PCB", "冰箱变频板", ("fridge",), 360, 2),
    Part("RF-PANEL", "冰箱显示板", ("fridge",), 190, 3),
    Part("WM-PUMP", "排水泵", ("washer", "dishwasher"), 98, 10),
    Part("WM-BELT", "传动皮带", ("washer",), 55, 9),
    Part("WM-LOCK", "门锁开关", ("washer",), 72, 8),
    Part("WM-SEAL", "门封圈", ("washer", "dishwasher"), 128, 6),
    Part("WM-DAMP", "减振器", ("washer",), 86, 8),
    Part("WM-INLET", "进水阀", ("washer", "dishwasher"), 68, 12),
    Part("WM-DRY", "烘干加热器", ("washer",), 230, 2),
    Part("WM-BEAR", "滚筒轴承", ("washer",), 160, 3),
    Part("WM-PCB", "洗衣机电脑板", ("washer",), 310, 3),
    Part("HD-MOTOR", "风机电机", ("hood",), 290, 3),
    Part("HD-KEY", "触控面板", ("hood", "dishwasher"), 150, 4),
    Part("HD-LIGHT", "照明灯板", ("hood",), 45, 7),
    Part("HD-VALVE", "止逆阀", ("hood",), 60, 6),
    Part("ST-COUPLE", "热电偶", ("stove",), 40, 15),
    Part("ST-PULSE", "脉冲点火器", ("stove",), 65, 9),
    Part("ST-HOSE", "金属波纹管", ("stove", "heater_gas"), 75, 14),
    Part("TV-POWER", "电源板", ("tv",), 320, 4),
    Part("TV-LED", "背光灯条", ("tv",), 260, 3),
    Part("TV-TCON", "逻辑板", ("tv",), 280, 2),
    Part("PF-RO", "反渗透膜", ("purifier",), 520, 6),
    Part("PF-PCF", "复合滤芯", ("purifier",), 180, 15),
    Part("PF-PUMP", "增压泵", ("purifier",), 240, 4),
    Part("PF-VALVE", "进水电磁阀", ("purifier",), 85, 8),
    Part("PF-JOINT", "快接接头", ("purifier",), 12, 50),
    Part("DW-HEAT", "加热泵", ("dishwasher",), 460, 2),
)
