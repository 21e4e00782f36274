"""All kinds of request of the demo department."""

from sladesk.demo.content.shapes import Symptom
from sladesk.demo.content.symptoms.air import AIR
from sladesk.demo.content.symptoms.cold_wash import COLD_WASH
from sladesk.demo.content.symptoms.complaint import COMPLAINT
from sladesk.demo.content.symptoms.consultation import CONSULTATION
from sladesk.demo.content.symptoms.kitchen_tv import KITCHEN_TV
from sladesk.demo.content.symptoms.order_booking import ORDER_BOOKING
from sladesk.demo.content.symptoms.water import WATER

SYMPTOMS: tuple[Symptom, ...] = AIR + WATER + COLD_WASH + KITCHEN_TV + CONSULTATION + COMPLAINT + ORDER_BOOKING

__all__ = ["SYMPTOMS"]
