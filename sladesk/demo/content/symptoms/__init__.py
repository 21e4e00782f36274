"""All kinds of request of the demo department."""

from sladesk.demo.content.shapes import Symptom
from sladesk.demo.content.symptoms.air_cooling import AIR_COOLING
from sladesk.demo.content.symptoms.air_other import AIR_OTHER
from sladesk.demo.content.symptoms.air_safety import AIR_SAFETY
from sladesk.demo.content.symptoms.complaint import COMPLAINT
from sladesk.demo.content.symptoms.consultation import CONSULTATION
from sladesk.demo.content.symptoms.dishwasher import DISHWASHER
from sladesk.demo.content.symptoms.fridge import FRIDGE
from sladesk.demo.content.symptoms.kitchen import KITCHEN
from sladesk.demo.content.symptoms.order_booking import ORDER_BOOKING
from sladesk.demo.content.symptoms.purifier import PURIFIER
from sladesk.demo.content.symptoms.suggestion import SUGGESTION
from sladesk.demo.content.symptoms.tv_shop import TV_SHOP
from sladesk.demo.content.symptoms.washing import WASHING
from sladesk.demo.content.symptoms.water_electric import WATER_ELECTRIC
from sladesk.demo.content.symptoms.water_gas import WATER_GAS

SYMPTOMS: tuple[Symptom, ...] = (
    *AIR_COOLING,
    *AIR_OTHER,
    *AIR_SAFETY,
    *WATER_ELECTRIC,
    *WATER_GAS,
    *PURIFIER,
    *FRIDGE,
    *WASHING,
    *DISHWASHER,
    *KITCHEN,
    *TV_SHOP,
    *CONSULTATION,
    *SUGGESTION,
    *COMPLAINT,
    *ORDER_BOOKING,
)

__all__ = ["SYMPTOMS"]
