"""The category tree a new site starts with: up to three levels under a class (glossary).

Written as (code, Chinese, English) in display order; parent, level and position follow from the code.
"""

from sladesk.domain.shipped.types import Category

_ROWS: tuple[tuple[str, str, str], ...] = (
    ("fault.cooling", "制冷系统", "Cooling system"),
    ("fault.cooling.no_cooling", "不制冷", "Not cooling"),
    ("fault.cooling.weak_cooling", "制冷效果差", "Cooling too weak"),
    ("fault.cooling.no_heating", "不制热", "Not heating the room"),
    ("fault.cooling.outdoor_stops", "室外机停机", "Outdoor unit stops"),
    ("fault.cooling.refrigerant", "冷媒泄漏", "Refrigerant leak"),
    ("fault.cooling.icing", "结霜结冰", "Frost or ice"),
    ("fault.cooling.compartment", "冷藏冷冻异常", "Fridge or freezer compartment"),
    ("fault.heating", "加热系统", "Heating system"),
    ("fault.heating.no_hot_water", "不加热", "No hot water"),
    ("fault.heating.unstable", "水温忽冷忽热", "Unstable water temperature"),
    ("fault.heating.slow", "加热慢", "Slow heating"),
    ("fault.heating.no_drying", "烘干不热", "Drying without heat"),
    ("fault.leak", "漏水", "Water leak"),
    ("fault.leak.indoor_unit", "室内机滴水", "Indoor unit drips"),
    ("fault.leak.tank", "内胆漏水", "Tank leaks"),
    ("fault.leak.pipe", "管路接口漏水", "Pipe or joint leaks"),
    ("fault.leak.door", "门封漏水", "Door seal leaks"),
    ("fault.drainage", "进水排水", "Water inlet and drainage"),
    ("fault.drainage.blocked", "不排水", "Does not drain"),
    ("fault.drainage.no_inlet", "不进水", "No water inlet"),
    ("fault.drainage.low_flow", "出水量小", "Low flow"),
    ("fault.drainage.taste", "水质异味", "Taste or smell of water"),
    ("fault.noise", "噪音", "Noise"),
    ("fault.noise.running", "运行异响", "Unusual running noise"),
    ("fault.noise.vibration", "振动移位", "Vibration or walking"),
    ("fault.electrical", "电气", "Electrical"),
    ("fault.electrical.tripping", "跳闸", "Breaker trips"),
    ("fault.electrical.leakage", "漏电", "Electric leakage"),
    ("fault.electrical.burnt", "焦味冒烟", "Burnt smell or smoke"),
    ("fault.electrical.no_power", "不通电", "No power"),
    ("fault.control", "控制与显示", "Control and display"),
    ("fault.control.error_code", "故障代码", "Error code"),
    ("fault.control.remote", "遥控失灵", "Remote control"),
    ("fault.control.keys", "按键失灵", "Keys do not respond"),
    ("fault.control.display", "显示异常", "Display"),
    ("fault.control.network", "联网失败", "Network connection"),
    ("fault.mechanical", "机械与传动", "Mechanical parts"),
    ("fault.mechanical.spin", "不脱水", "Does not spin"),
    ("fault.mechanical.fan", "风机不转", "Fan does not turn"),
    ("fault.mechanical.suction", "吸力不足", "Weak suction"),
    ("fault.mechanical.door", "门体门锁", "Door or lock"),
    ("fault.gas", "燃气", "Gas"),
    ("fault.gas.ignition", "点火失败", "Ignition fails"),
    ("fault.gas.flame", "火焰异常", "Abnormal flame"),
    ("fault.gas.smell", "燃气味", "Smell of gas"),
    ("fault.install", "安装", "Installation"),
    ("fault.install.position", "位置与固定", "Position and fixing"),
    ("fault.install.piping", "管路与排水坡度", "Piping and slope"),
    ("fault.product_function", "产品功能", "Product functions"),
    ("fault.product_function.payment", "支付模块", "Payment"),
    ("fault.product_function.payment.refund_failed", "退款失败", "Refund failed"),
    ("fault.product_function.payment.charged_twice", "重复扣款", "Charged twice"),
    ("fault.product_function.account", "会员与绑定", "Account and binding"),
    ("fault.product_function.account.binding", "绑定失败", "Binding failed"),
    ("consultation.product", "产品功能咨询", "Product functions"),
    ("consultation.order_status", "订单状态咨询", "Order status"),
    ("consultation.policy", "售后政策咨询", "After-sales policy"),
    ("consultation.policy.warranty", "保修期限", "Warranty period"),
    ("consultation.policy.extension", "延保服务", "Extended warranty"),
    ("consultation.policy.subsidy", "补贴政策", "Subsidies"),
    ("consultation.fees", "收费标准咨询", "Charges"),
    ("consultation.installation", "安装移机咨询", "Installation and relocation"),
    ("consultation.care", "使用与清洁咨询", "Use and care"),
    ("consultation.parts", "配件耗材咨询", "Parts and consumables"),
    ("complaint.quality", "产品质量", "Product quality"),
    ("complaint.quality.repeated", "反复维修", "Repeated repairs"),
    ("complaint.quality.new_product", "新机质量", "New product defective"),
    ("complaint.attitude", "服务态度", "Service attitude"),
    ("complaint.delivery", "物流延迟", "Late delivery"),
    ("complaint.invoice", "发票开具", "Invoicing"),
    ("complaint.fees", "收费争议", "Disputed charges"),
    ("complaint.promise", "承诺未兑现", "Broken promise"),
    ("complaint.installation", "安装质量", "Installation quality"),
    ("suggestion.product", "产品建议", "Product suggestion"),
    ("suggestion.service", "服务建议", "Service suggestion"),
    ("suggestion.platform", "平台建议", "Platform suggestion"),
    ("other.return", "退换货", "Return and exchange"),
    ("other.return.refund", "退货申请", "Return request"),
    ("other.return.exchange", "换货申请", "Exchange request"),
    ("other.return.progress", "退款进度", "Refund progress"),
    ("other.booking", "预约服务", "Booked service"),
    ("other.booking.installation", "安装预约", "Installation"),
    ("other.booking.relocation", "移机预约", "Relocation"),
    ("other.booking.cleaning", "清洗保养", "Cleaning and maintenance"),
    ("other.delivery", "到货异常", "Delivery problems"),
    ("other.delivery.damaged", "外观破损", "Damaged on arrival"),
    ("other.delivery.missing", "少件错发", "Missing or wrong item"),
    ("other.invoice", "发票业务", "Invoice request"),
    ("other.misc", "其他事项", "Other matters"),
)


def _build() -> tuple[Category, ...]:
    parents = {code.rpartition(".")[0] for code, _, _ in _ROWS}
    made: list[Category] = []
    for position, (code, name_zh, name_en) in enumerate(_ROWS, start=1):
        above, level = code.rpartition(".")[0], code.count(".")
        parent = above if level > 1 else None
        made.append(
            Category(
                code,
                name_zh,
                name_en,
                position,
                class_code=code.partition(".")[0],
                parent=parent,
                level=level,
                leaf=code not in parents,
            )
        )
    return tuple(made)


CATEGORIES: tuple[Category, ...] = _build()
"""Parents stand before their children, so that seeding can go through the tuple once."""
