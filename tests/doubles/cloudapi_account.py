"""What a business asks of its account: files, templates, its number and its name."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.doubles.cloudapi_media import Medium
from tests.doubles.cloudapi_network import CloudNetwork
from tests.doubles.cloudapi_wire import GraphRefusal, unexpected
from tests.doubles.wire import Json, Request

PAGE = 25
_TIERS = {250: "TIER_250", 2_000: "TIER_2K", 10_000: "TIER_10K", 100_000: "TIER_100K"}
_FIELD = re.compile(r"[a-z_]+")


class Account:
    """One business account. `files`: the address under which files are handed out, once it is known."""

    def __init__(self, network: CloudNetwork, files: Callable[[], str]) -> None:
        self._network, self._files = network, files

    # ---- files

    def upload(self, request: Request) -> Json:
        medium = self._network.media.upload(request.params, request.uploads.get("file"))
        self._network.ledger.accept(request, None, medium.id)
        return {"id": medium.id}

    def _medium(self, medium: Medium) -> Json:
        ticket = self._network.media.lend(medium)
        return {
            "url": f"{self._files()}?mid={medium.id}&hash={ticket}",
            "mime_type": medium.mime,
            "sha256": medium.sha256,
            "file_size": medium.size,
            "id": medium.id,
            "messaging_product": "whatsapp",
        }

    # ---- templates

    def templates(self, request: Request) -> Json:
        """All of them, a page at a time; a new one; or the end of one."""
        self._network.ledger.accept(request)
        if request.method == "createTemplate":
            made = self._network.templates.create(request.params)
            return {"id": made.id, "status": made.status, "category": made.category}
        if request.method == "deleteTemplate":
            return {"success": self._network.templates.delete(str(request.params.get("name", "")))}
        return self._listed(request.params)

    def _listed(self, params: Json) -> Json:
        wanted = {key: params[key] for key in ("name", "language", "status", "category") if key in params}
        found = [one.as_json() for one in self._network.templates]
        found = [one for one in found if all(one[key] == value for key, value in wanted.items())]
        start, limit = int(params.get("after", 0)), int(params.get("limit", PAGE))
        page = found[start : start + limit]
        cursors = {"before": str(start), "after": str(start + len(page))}
        more = {"next": "more"} if start + limit < len(found) else {}
        shown = [_only(one, str(params.get("fields", ""))) for one in page]
        return {"data": shown, "paging": {"cursors": cursors} | more}

    # ---- whatever has an id

    def method_of(self, verb: str, wanted: str) -> str:
        """What is asked for, by the kind of thing that has this id."""
        kind = "Media"
        if wanted == self._network.phone_id:
            kind = "PhoneNumber"
        elif wanted == self._network.waba_id:
            kind = "Account"
        elif self._network.templates.by_id(wanted):
            kind = "Template"
        return {"GET": "get", "POST": "edit", "DELETE": "delete"}.get(verb, verb.lower()) + kind

    def object(self, request: Request, wanted: str) -> Json:
        """Raises GraphRefusal."""
        answer = self._carried_out(request, wanted)
        self._network.ledger.accept(request)
        return answer

    def _carried_out(self, request: Request, wanted: str) -> Json:
        fields = str(request.params.get("fields", ""))
        if request.method == "getMedia":
            return self._medium(self._network.media.get(wanted))
        if request.method == "deleteMedia":
            self._network.media.delete(wanted)
            return {"success": True}
        if request.method == "getPhoneNumber":
            return _only(self._phone_number(), fields)
        if request.method == "getAccount":
            return _only({"id": wanted, "name": "Suara Warga", "currency": "IDR"}, fields)
        return self._template(request, wanted, fields)

    def _template(self, request: Request, wanted: str, fields: str) -> Json:
        template = self._network.templates.by_id(wanted)
        if template is None:
            raise GraphRefusal(100, f"Object with ID '{wanted}' does not exist", subcode=33, violation=True)
        if request.method == "getTemplate":
            return _only(template.as_json(), fields)
        if request.method != "editTemplate":
            raise unexpected(f"Unsupported {request.method} request")
        self._network.templates.edit(template, request.params)
        return {"success": True}

    def _phone_number(self) -> Json:
        network = self._network
        tier = _TIERS.get(network.people_a_day, "TIER_UNLIMITED")
        return {
            "id": network.phone_id,
            "display_phone_number": f"+{network.number}",
            "verified_name": "Suara Warga",
            "quality_rating": network.quality,
            "code_verification_status": "VERIFIED",
            "name_status": "APPROVED",
            "status": "CONNECTED",
            "platform_type": "CLOUD_API",
            "throughput": {"level": "STANDARD"},
            "messaging_limit_tier": tier,
            "whatsapp_business_manager_messaging_limit": tier,
        }


def _only(found: Json, fields: str) -> Json:
    """What was asked for; all when nothing was. Raises GraphRefusal for a field nobody knows."""
    names = _FIELD.findall(fields)
    if unknown := [name for name in names if name not in found]:
        raise unexpected(f"Tried accessing nonexisting field ({unknown[0]})")
    return {name: value for name, value in found.items() if not names or name in names or name == "id"}
