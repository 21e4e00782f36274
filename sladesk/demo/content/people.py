"""The named cast of the demo department; every log-in is invented."""

from sladesk.demo.content.shapes import Person

_AC = ("ac_floor", "ac_wall", "ac_multi", "fresh_air")
_WATER = ("heater_electric", "heater_gas", "purifier")
_HOME = ("fridge", "washer", "hood", "stove", "tv", "dishwasher")

PEOPLE: tuple[Person, ...] = (
    Person("lina", "李娜", "Li Na", "KF1001", ("agent",), ("service_desk", "complaints"), "资深客服"),
    Person("wuqian", "吴倩", "Wu Qian", "KF1002", ("agent",), ("service_desk",), "客服坐席"),
    Person(
        "sunqian", "孙倩", "Sun Qian", "KF1003", ("agent",), ("service_desk", "product_support"), "客服坐席"
    ),
    Person(
        "sunjia", "孙佳", "Sun Jia", "KF1004", ("agent",), ("product_support", "service_desk"), "客服坐席"
    ),
    Person("hanlei", "韩磊", "Han Lei", "KF1005", ("agent",), ("logistics_support",), "物流支持"),
    Person(
        "tangwen", "唐玟", "Tang Wen", "KF1006", ("agent",), ("complaints", "logistics_support"), "投诉专员"
    ),
    Person("xujing", "许静", "Xu Jing", "KF1007", ("agent",), ("callback",), "回访专员"),
    Person("fenglei", "冯蕾", "Feng Lei", "KF1008", ("agent",), ("callback", "service_desk"), "回访专员"),
    Person("qianwei", "钱伟", "Qian Wei", "JS2001", ("agent",), ("technical_support",), "技术支持"),
    Person(
        "wangqiang",
        "王强",
        "Wang Qiang",
        "XC3001",
        ("engineer",),
        ("field_ac",),
        "现场工程师",
        ("海淀区", "西城区", "石景山区"),
        _AC,
    ),
    Person(
        "liuyang",
        "刘洋",
        "Liu Yang",
        "XC3002",
        ("engineer",),
        ("field_ac", "field_water"),
        "现场工程师",
        ("海淀区", "昌平区", "东城区"),
        _AC + _WATER,
    ),
    Person(
        "hejun",
        "何军",
        "He Jun",
        "XC3003",
        ("engineer",),
        ("field_ac",),
        "现场工程师",
        ("朝阳区", "通州区", "顺义区"),
        _AC,
    ),
    Person(
        "matao",
        "马涛",
        "Ma Tao",
        "XC3004",
        ("engineer",),
        ("field_water",),
        "现场工程师",
        ("朝阳区", "丰台区", "通州区", "大兴区"),
        _WATER,
    ),
    Person(
        "guopeng",
        "郭鹏",
        "Guo Peng",
        "XC3005",
        ("engineer",),
        ("field_home",),
        "现场工程师",
        ("朝阳区", "东城区", "通州区", "顺义区"),
        _HOME,
    ),
    Person(
        "liangyong",
        "梁勇",
        "Liang Yong",
        "XC3006",
        ("engineer",),
        ("field_home", "field_water"),
        "现场工程师",
        ("海淀区", "西城区", "丰台区", "昌平区", "石景山区", "大兴区"),
        _HOME + _WATER,
    ),
    Person(
        "weidong",
        "魏东",
        "Wei Dong",
        "XC3007",
        ("engineer",),
        ("field_ac", "field_home", "field_water"),
        "驻津工程师",
        ("和平区", "南开区", "武清区", "广阳区"),
        _AC + _WATER + _HOME,
    ),
    Person(
        "zhaomin", "赵敏", "Zhao Min", "ZG4001", ("supervisor",), ("service_desk", "field_ac"), "值班主管"
    ),
    Person(
        "zhoukai", "周凯", "Zhou Kai", "ZG4002", ("supervisor", "agent"), ("complaints", "field_home"), "主管"
    ),
    Person("zhouying", "周颖", "Zhou Ying", "ZL5001", ("analyst",), ("dept_quality",), "质量分析员"),
    Person(
        "dengxin",
        "邓欣",
        "Deng Xin",
        "ZL5002",
        ("analyst",),
        ("service_desk",),
        "服务运营专员",
        grants=("operations",),
    ),
    Person("chenweidong", "陈卫东", "Chen Weidong", "JL6001", ("manager",), ("service_desk",), "售后经理"),
    Person("linhao", "林浩", "Lin Hao", "XT7001", ("admin",), ("technical_support",), "系统管理员"),
    Person("zhoujian", "周建", "Zhou Jian", "XZ8001", ("collaborator",), ("dept_purchasing",), "采购部"),
    Person("zhengjie", "郑洁", "Zheng Jie", "XZ8002", ("collaborator",), ("dept_finance",), "财务部"),
    Person("zengwei", "曾伟", "Zeng Wei", "XZ8003", ("collaborator",), ("dept_logistics",), "物流部"),
    Person("luofang", "罗芳", "Luo Fang", "XZ8004", ("collaborator",), ("dept_quality",), "质量部"),
    Person("qianjin", "钱进", "Qian Jin", "XZ8005", ("collaborator",), ("dept_technical",), "技术部"),
)
