"""The demo department: invented people, customers and tickets (issue 2, slice 4)."""
