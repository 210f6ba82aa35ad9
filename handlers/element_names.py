"""What the nine elements of the survey are called, in the regulation's order."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.talk import later

ELEMENT_NAMES: Mapping[str, str] = {
    "requirements": later("Requirements"),
    "procedure": later("System, mechanism and procedure"),
    "time": later("Time of completion"),
    "cost": later("Cost or fee"),
    "product": later("Product of the service"),
    "competence": later("Competence of the staff"),
    "conduct": later("Conduct of the staff"),
    "complaints": later("Handling of complaints and suggestions"),
    "facilities": later("Facilities"),
}
