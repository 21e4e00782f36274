"""Invented customers: names, places and numbers that belong to nobody.

Every mobile number has the block 0000 behind its prefix, which carriers do not hand out to subscribers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

_SURNAMES = (
    "张 王 李 赵 刘 陈 杨 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 "
    "苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史"
).split()
_COMPOUND = "欧阳 司马 上官 诸葛 司徒 夏侯 皇甫 尉迟 令狐 慕容".split()
_MALE = (
    "建国 志远 俊杰 文博 浩然 国庆 海涛 立新 明轩 子涵 永强 德胜 振华 宏伟 少华 启明 嘉树 景行 堃 喆 燚 镕 一鸣 思远 天佑 长河"
).split()
_FEMALE = (
    "淑兰 雅琴 晓燕 玉珍 思琪 梦瑶 佳宁 秀英 婉清 若曦 诗涵 红梅 桂芳 瑄 珺 玥 雨桐 静怡 丽萍 春华 慧敏 欣妍 语嫣 芷若 月娥 安然"
).split()
_NICK = "小鱼 橙子 大山 豆豆妈 晴天 阿木 老船长 米粒 北风 青柠 石头爸 云朵 小满 半夏 山楂 麦子".split()

_ORGANISATIONS = (
    "海澜花园物业",
    "云泉洗浴中心",
    "远成酒店",
    "青禾幼儿园",
    "德润口腔诊所",
    "晨光养老院",
    "博雅书店",
    "星河健身中心",
    "南湖社区食堂",
    "锦绣快捷酒店",
    "禾木咖啡馆",
    "启航培训学校",
    "安康药房",
    "和顺茶楼",
    "鼎新写字楼物业",
    "春晓月子中心",
    "柏林建材城",
    "金秋老年公寓",
    "知行律师事务所",
    "悦来小吃店",
)

_PLACES: tuple[tuple[str, str, str, str, int], ...] = (
    ("北京市", "北京市", "海淀区", "100080", 16),
    ("北京市", "北京市", "朝阳区", "100020", 18),
    ("北京市", "北京市", "西城区", "100032", 7),
    ("北京市", "北京市", "东城区", "100010", 6),
    ("北京市", "北京市", "丰台区", "100071", 10),
    ("北京市", "北京市", "昌平区", "102200", 9),
    ("北京市", "北京市", "通州区", "101100", 9),
    ("北京市", "北京市", "大兴区", "102600", 6),
    ("北京市", "北京市", "顺义区", "101300", 4),
    ("北京市", "北京市", "石景山区", "100043", 4),
    ("天津市", "天津市", "和平区", "300040", 3),
    ("天津市", "天津市", "南开区", "300110", 3),
    ("天津市", "天津市", "武清区", "301700", 2),
    ("河北省", "廊坊市", "广阳区", "065000", 3),
)
_ROADS = "云杉路 槐荫街 清溪路 映月街 学林路 东篱路 望岫街 听泉路 芳草西街 枫桥路 麦田路 杏坛街 长亭路 柳浦街 橡园路 晓风街".split()
_ESTATES = "花园 家园 嘉苑 新居 北里 南里 公寓 雅筑 院".split()
_PREFIXES = "130 131 135 136 137 138 139 150 151 158 159 176 177 186 188 189".split()
_AGES = ("20-30", "31-40", "31-40", "41-50", "41-50", "51-60", "61-70")
_CARES = (
    "家有 <4/6/9> 个月婴儿，不要再拖",
    "老人独居，上门前先给子女打电话",
    "<7/15/18> 层无电梯，工具请带齐",
    "只在晚上 <6/7> 点后有空",
    "上门请穿鞋套",
    "最看重准时",
    "不希望换人对接",
    "希望收费先说清楚",
    "家里有狗，敲门前先发消息",
    "听力不好，请发文字消息",
    "门禁严格，需提前一天报备",
    "要求开具电子发票",
)


@dataclass(frozen=True, slots=True)
class CustomerSeed:
    """One invented customer with one place of visit; care: what matters most to them, or None."""

    name: str
    type: str
    nickname: str | None
    gender: str | None
    age_range: str | None
    mobile: str
    email: str | None
    province: str
    city: str
    district: str
    street: str
    postcode: str
    vip: bool
    contact: str | None
    care: str | None


def person_name(rng: Random) -> tuple[str, str]:
    """A name and the gender code (male, female); one in 25 carries a compound surname."""
    surname = rng.choice(_COMPOUND) if rng.random() < 0.04 else rng.choice(_SURNAMES)
    gender = rng.choice(("male", "female"))
    return surname + rng.choice(_MALE if gender == "male" else _FEMALE), gender


def _street(rng: Random) -> str:
    road = rng.choice(_ROADS)
    estate = f"{road[:2]}{rng.choice(_ESTATES)}"
    return f"{road} {rng.randint(1, 188)} 号{estate} {rng.randint(1, 24)} 号楼 {rng.randint(1, 6)} 单元 {_room(rng)} 室"


def _room(rng: Random) -> str:
    return f"{rng.randint(1, 26)}0{rng.randint(1, 8)}"


def _mobiles(rng: Random, count: int) -> Iterator[str]:
    room = len(_PREFIXES) * 10_000
    for value in rng.sample(range(room), count):
        yield f"{_PREFIXES[value // 10_000]}0000{value % 10_000:04}"


def _care(rng: Random) -> str | None:
    if rng.random() >= 0.3:
        return None
    text = rng.choice(_CARES)
    head, mark, tail = text.partition("<")
    if not mark:
        return text
    choices, _, rest = tail.partition(">")
    return head + rng.choice(choices.split("/")) + rest


def _one(rng: Random, mobile: str, organisation: str | None) -> CustomerSeed:
    name, gender = person_name(rng)
    province, city, district, postcode, _ = rng.choices(_PLACES, [row[4] for row in _PLACES])[0]
    person = organisation is None
    return CustomerSeed(
        name=organisation or name,
        type="person" if person else "organisation",
        nickname=rng.choice(_NICK) if person and rng.random() < 0.15 else None,
        gender=gender if person else None,
        age_range=rng.choice(_AGES) if person and rng.random() < 0.7 else None,
        mobile=mobile,
        email=f"u{mobile[1:3]}{mobile[-4:]}@example.com" if rng.random() < 0.35 else None,
        province=province,
        city=city,
        district=district,
        street=_street(rng),
        postcode=postcode,
        vip=rng.random() < (0.09 if person else 0.3),
        contact=None if person else name,
        care=_care(rng),
    )


def customers(rng: Random, n: int) -> tuple[CustomerSeed, ...]:
    """Invent n customers with distinct mobile numbers, one in twenty an organisation (each at most once).

    Raises ValueError beyond 160,000, when the invented numbers are used up.
    """
    firms = list(rng.sample(_ORGANISATIONS, min(len(_ORGANISATIONS), n // 20)))
    slots = set(rng.sample(range(n), len(firms)))
    return tuple(
        _one(rng, mobile, firms.pop() if index in slots else None)
        for index, mobile in enumerate(_mobiles(rng, n))
    )
