"""The words that EU statements of reasons are made of: lists of the transparency database.

Fields, lists and limits are those of the database's API as it has been since 1 July 2025, when
categories were changed: `STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT`,
`..._SCOPE_OF_PLATFORM_SERVICE`, `..._NON_CONSENSUAL_BEHAVIOUR` and
`..._UNSAFE_AND_ILLEGAL_PRODUCTS` are no more. Which keyword belongs to which category stands in the
instructions to the templates of Implementing Regulation (EU) 2024/2835; the API itself takes any
keyword with any category.

https://transparency.dsa.ec.europa.eu/page/api-documentation
"""

from __future__ import annotations

from collections.abc import Mapping

OTHER = "KEYWORD_OTHER"
"""Belongs to every category that has keywords."""

KEYWORDS_OF: Mapping[str, tuple[str, ...]] = {
    f"STATEMENT_CATEGORY_{category}": tuple(f"KEYWORD_{word}" for word in words.split())
    for category, words in {
        "ANIMAL_WELFARE": "ANIMAL_HARM UNLAWFUL_SALE_ANIMALS OTHER",
        "CONSUMER_INFORMATION": "HIDDEN_ADVERTISEMENT INSUFFICIENT_INFORMATION_ON_TRADERS "
        "MISLEADING_INFO_CONSUMER_RIGHTS MISLEADING_INFO_GOODS_SERVICES NONCOMPLIANCE_PRICING "
        "OTHER",
        "CYBER_VIOLENCE": "CYBER_BULLYING_INTIMIDATION CYBER_HARASSMENT CYBER_INCITEMENT "
        "CYBER_STALKING NON_CONSENSUAL_IMAGE_SHARING NON_CONSENSUAL_MATERIAL_DEEPFAKE OTHER",
        "CYBER_VIOLENCE_AGAINST_WOMEN": "BULLYING_AGAINST_GIRLS CYBER_HARASSMENT_AGAINST_WOMEN "
        "CYBER_STALKING_AGAINST_WOMEN FEMALE_GENDERED_DISINFORMATION INCITEMENT_AGAINST_WOMEN "
        "NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN "
        "NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN OTHER",
        "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS": "BIOMETRIC_DATA_BREACH DATA_FALSIFICATION "
        "MISSING_PROCESSING_GROUND RIGHT_TO_BE_FORGOTTEN OTHER",
        "ILLEGAL_OR_HARMFUL_SPEECH": "DEFAMATION DISCRIMINATION HATE_SPEECH OTHER",
        "INTELLECTUAL_PROPERTY_INFRINGEMENTS": "COPYRIGHT_INFRINGEMENT DESIGN_INFRINGEMENT "
        "GEOGRAPHIC_INDICATIONS_INFRINGEMENT PATENT_INFRINGEMENT TRADE_SECRET_INFRINGEMENT "
        "TRADEMARK_INFRINGEMENT OTHER",
        "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS": "MISINFORMATION_DISINFORMATION "
        "VIOLATION_EU_LAW VIOLATION_NATIONAL_LAW OTHER",
        "NOT_SPECIFIED_NOTICE": "",
        "OTHER_VIOLATION_TC": "ADULT_SEXUAL_MATERIAL AGE_SPECIFIC_RESTRICTIONS "
        "GEOGRAPHICAL_REQUIREMENTS GOODS_SERVICES_NOT_PERMITTED LANGUAGE_REQUIREMENTS NUDITY OTHER",
        "PROTECTION_OF_MINORS": "AGE_SPECIFIC_RESTRICTIONS_MINORS CHILD_SEXUAL_ABUSE_MATERIAL "
        "CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE GROOMING_SEXUAL_ENTICEMENT_MINORS UNSAFE_CHALLENGES "
        "OTHER",
        "RISK_FOR_PUBLIC_SECURITY": "ILLEGAL_ORGANIZATIONS RISK_ENVIRONMENTAL_DAMAGE "
        "RISK_PUBLIC_HEALTH TERRORIST_CONTENT OTHER",
        "SCAMS_AND_FRAUD": "IMPERSONATION_ACCOUNT_HIJACKING INAUTHENTIC_ACCOUNTS "
        "INAUTHENTIC_LISTINGS INAUTHENTIC_USER_REVIEWS PHISHING PYRAMID_SCHEMES OTHER",
        "SELF_HARM": "CONTENT_PROMOTING_EATING_DISORDERS SELF_MUTILATION SUICIDE OTHER",
        "UNSAFE_AND_PROHIBITED_PRODUCTS": "PROHIBITED_PRODUCTS UNSAFE_PRODUCTS OTHER",
        "VIOLENCE": "COORDINATED_HARM HUMAN_EXPLOITATION HUMAN_TRAFFICKING "
        "INCITEMENT_VIOLENCE_HATRED TRAFFICKING_WOMEN_GIRLS OTHER",
    }.items()
}
"""Category -> its keywords."""
CATEGORIES = tuple(KEYWORDS_OF)
KEYWORDS = tuple(
    # The API lists this one too, and no category has it.
    sorted({word for words in KEYWORDS_OF.values() for word in words} | {"KEYWORD_STALKING"})
)

VISIBILITY_OTHER = "DECISION_VISIBILITY_OTHER"
MONETARY_OTHER = "DECISION_MONETARY_OTHER"
VISIBILITIES = (
    "DECISION_VISIBILITY_CONTENT_REMOVED",
    "DECISION_VISIBILITY_CONTENT_DISABLED",
    "DECISION_VISIBILITY_CONTENT_DEMOTED",
    "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",
    "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
    "DECISION_VISIBILITY_CONTENT_LABELLED",
    VISIBILITY_OTHER,
)
MONETARIES = ("DECISION_MONETARY_SUSPENSION", "DECISION_MONETARY_TERMINATION", MONETARY_OTHER)
PROVISIONS = (
    "DECISION_PROVISION_PARTIAL_SUSPENSION",
    "DECISION_PROVISION_TOTAL_SUSPENSION",
    "DECISION_PROVISION_PARTIAL_TERMINATION",
    "DECISION_PROVISION_TOTAL_TERMINATION",
)
ACCOUNTS = ("DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED")
DECISIONS: Mapping[str, tuple[str, ...]] = {
    "decision_visibility": VISIBILITIES,
    "decision_monetary": MONETARIES,
    "decision_provision": PROVISIONS,
    "decision_account": ACCOUNTS,
}
"""Field -> what it may hold; a statement has at least one of them."""

ILLEGAL = "DECISION_GROUND_ILLEGAL_CONTENT"
INCOMPATIBLE = "DECISION_GROUND_INCOMPATIBLE_CONTENT"
GROUNDS = (ILLEGAL, INCOMPATIBLE)
CONTENT_OTHER = "CONTENT_TYPE_OTHER"
CONTENT_TYPES = (
    "CONTENT_TYPE_APP",
    "CONTENT_TYPE_AUDIO",
    "CONTENT_TYPE_IMAGE",
    "CONTENT_TYPE_PRODUCT",
    "CONTENT_TYPE_SYNTHETIC_MEDIA",
    "CONTENT_TYPE_TEXT",
    "CONTENT_TYPE_VIDEO",
    CONTENT_OTHER,
)
ACCOUNT_TYPES = ("ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE")
VOLUNTARY = "SOURCE_VOLUNTARY"
OTHER_NOTIFICATION = "SOURCE_TYPE_OTHER_NOTIFICATION"
SOURCES = ("SOURCE_ARTICLE_16", "SOURCE_TRUSTED_FLAGGER", OTHER_NOTIFICATION, VOLUNTARY)
NOT_AUTOMATED = "AUTOMATED_DECISION_NOT_AUTOMATED"
AUTOMATED = ("AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_PARTIALLY", NOT_AUTOMATED)
YES_NO = ("Yes", "No")

EU = tuple(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
COUNTRIES = tuple(sorted((*EU, "IS", "LI", "NO")))
"""The European Economic Area."""
LANGUAGES = tuple(
    [
        "AA",
        "AB",
        "AE",
        "AF",
        "AK",
        "AM",
        "AN",
        "AR",
        "AS",
        "AV",
        "AY",
        "AZ",
        "BA",
        "BE",
        "BG",
        "BI",
        "BM",
        "BN",
        "BO",
        "BR",
        "BS",
        "CA",
        "CE",
        "CH",
        "CO",
        "CR",
        "CS",
        "CU",
        "CV",
        "CY",
        "DA",
        "DE",
        "DV",
        "DZ",
        "EE",
        "EL",
        "EN",
        "EO",
        "ES",
        "ET",
        "EU",
        "FA",
        "FF",
        "FI",
        "FJ",
        "FO",
        "FR",
        "FY",
        "GA",
        "GD",
        "GL",
        "GN",
        "GU",
        "GV",
        "HA",
        "HE",
        "HI",
        "HO",
        "HR",
        "HT",
        "HU",
        "HY",
        "HZ",
        "IA",
        "ID",
        "IE",
        "IG",
        "II",
        "IK",
        "IO",
        "IS",
        "IT",
        "IU",
        "JA",
        "JV",
        "KA",
        "KG",
        "KI",
        "KJ",
        "KK",
        "KL",
        "KM",
        "KN",
        "KO",
        "KR",
        "KS",
        "KU",
        "KV",
        "KW",
        "KY",
        "LA",
        "LB",
        "LG",
        "LI",
        "LN",
        "LO",
        "LT",
        "LU",
        "LV",
        "MG",
        "MH",
        "MI",
        "MK",
        "ML",
        "MN",
        "MR",
        "MS",
        "MT",
        "MY",
        "NA",
        "NB",
        "ND",
        "NE",
        "NG",
        "NL",
        "NN",
        "NO",
        "NR",
        "NV",
        "NY",
        "OC",
        "OJ",
        "OM",
        "OR",
        "OS",
        "PA",
        "PI",
        "PL",
        "PS",
        "PT",
        "QU",
        "RM",
        "RN",
        "RO",
        "RU",
        "RW",
        "SA",
        "SC",
        "SD",
        "SE",
        "SG",
        "SI",
        "SK",
        "SL",
        "SM",
        "SN",
        "SO",
        "SQ",
        "SR",
        "SS",
        "ST",
        "SU",
        "SV",
        "SW",
        "TA",
        "TE",
        "TG",
        "TH",
        "TI",
        "TK",
        "TL",
        "TN",
        "TO",
        "TR",
        "TS",
        "TT",
        "TW",
        "TY",
        "UG",
        "UK",
        "UR",
        "UZ",
        "VE",
        "VI",
        "VO",
        "WA",
        "WO",
        "XH",
        "YI",
        "YO",
        "ZA",
        "ZH",
        "ZU",
    ]
)
"""ISO 639-1, in capitals."""

MOST_TOGETHER = 100
"""Statements in one call of the API."""
FIRST_CONTENT, FIRST_APPLICATION, LAST_DATE = "2000-01-01", "2020-01-01", "2038-01-01"
"""Dates are within these."""
