"""Everything the demo department says and owns, without a database: the generator plays it through the actions."""

from sladesk.demo.content.customers import CustomerSeed, customers
from sladesk.demo.content.people import PEOPLE
from sladesk.demo.content.products import PARTS, PRODUCTS
from sladesk.demo.content.shapes import Cure, Part, Person, Product, Symptom
from sladesk.demo.content.story import story
from sladesk.demo.content.symptoms import SYMPTOMS
from sladesk.demo.content.telling import TicketStory
from sladesk.demo.content.wear import Wear

__all__ = [
    "PARTS",
    "PEOPLE",
    "PRODUCTS",
    "SYMPTOMS",
    "Cure",
    "CustomerSeed",
    "Part",
    "Person",
    "Product",
    "Symptom",
    "TicketStory",
    "Wear",
    "customers",
    "story",
]
