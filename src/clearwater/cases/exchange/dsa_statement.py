"""One EU statement of reasons: its fields with their lists and limits, as a pydantic model.

What one field alone cannot say stands in `dsa_rules`, as data. Nothing is coerced: the database
takes texts, and a number that looks like one is another thing there.

https://transparency.dsa.ec.europa.eu/page/api-documentation
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from clearwater.cases.exchange import dsa_codes as codes
from clearwater.cases.exchange.dsa_rules import schema_of_rules
from clearwater.cases.exchange.said_fields import Day, Form, OneOf, Text

Category = Annotated[str, OneOf(codes.CATEGORIES)]
Keyword = Annotated[str, OneOf(codes.KEYWORDS)]
Visibility = Annotated[str, OneOf(codes.VISIBILITIES)]
ContentType = Annotated[str, OneOf(codes.CONTENT_TYPES)]
Country = Annotated[str, OneOf(codes.COUNTRIES)]
YesNo = Annotated[str, OneOf(codes.YES_NO)]
End = Annotated[str, Day(codes.FIRST_APPLICATION, codes.LAST_DATE)]
Short = Annotated[str, Text(500)]
Address = Annotated[
    str, Form(r"https?://[!-~]{1,492}", "an http or https address of at most 500 signs", 500)
]
Puid = Annotated[
    str, Form("[a-zA-Z0-9_-]{1,500}", "1 to 500 of a-z, A-Z, 0-9, hyphen and underscore", 500)
]


class ContentId(BaseModel):
    """An identifier of a product."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    ean_13: Annotated[str, Form("[0-9]{13}", "13 digits", 13)] = Field(alias="EAN-13")


def _with_rules(schema: dict[str, Any]) -> None:
    schema["allOf"] = schema_of_rules()


class Statement(BaseModel):
    """A statement of reasons. Fields that may be left out may be null as well."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, json_schema_extra=_with_rules
    )

    decision_visibility: list[Visibility] | None = None
    decision_visibility_other: Short | None = None
    decision_monetary: Annotated[str, OneOf(codes.MONETARIES)] | None = None
    decision_monetary_other: Short | None = None
    decision_provision: Annotated[str, OneOf(codes.PROVISIONS)] | None = None
    decision_account: Annotated[str, OneOf(codes.ACCOUNTS)] | None = None
    account_type: Annotated[str, OneOf(codes.ACCOUNT_TYPES)] | None = None
    decision_facts: Annotated[str, Text(5000)]
    decision_ground: Annotated[str, OneOf(codes.GROUNDS)]
    decision_ground_reference_url: Address | None = None
    illegal_content_legal_ground: Short | None = None
    illegal_content_explanation: Annotated[str, Text(2000)] | None = None
    incompatible_content_ground: Short | None = None
    incompatible_content_explanation: Annotated[str, Text(2000)] | None = None
    incompatible_content_illegal: YesNo | None = None
    content_type: Annotated[list[ContentType], Field(min_length=1)]
    content_type_other: Short | None = None
    category: Category
    category_addition: list[Category] | None = None
    category_specification: list[Keyword] | None = None
    category_specification_other: Short | None = None
    content_id: ContentId | None = None
    territorial_scope: Annotated[list[Country], Field(min_length=1)]
    content_language: Annotated[str, OneOf(codes.LANGUAGES)] | None = None
    content_date: Annotated[str, Day(codes.FIRST_CONTENT, codes.LAST_DATE)]
    application_date: Annotated[str, Day(codes.FIRST_APPLICATION, codes.LAST_DATE)]
    end_date_account_restriction: End | None = None
    end_date_monetary_restriction: End | None = None
    end_date_service_restriction: End | None = None
    end_date_visibility_restriction: End | None = None
    source_type: Annotated[str, OneOf(codes.SOURCES)]
    source_identity: Short | None = None
    automated_detection: YesNo
    automated_decision: Annotated[str, OneOf(codes.AUTOMATED)]
    puid: Puid
