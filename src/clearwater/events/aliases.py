"""Other people's names for our columns, in the order in which they are preferred.

Only names that mean one thing wherever they are used stand here. A name that is merely plausible
(``type``, ``name``, ``source``) must be mapped by the person who knows the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

ALIASES: dict[str, tuple[str, ...]] = {
    "actor": (
        "actor_id", "account_id", "account", "user_id", "userid", "author_id", "authorid",
        "uid", "user", "author", "member_id", "customer_id", "reviewer_id", "reviewerid",
        "from_user_id", "screen_name", "username", "user_name", "did",
    ),
    "action": ("action_type", "event_type", "activity", "verb", "interaction", "interaction_type"),
    "object": (
        "object_id", "item_id", "target_object", "post_id", "tweet_id", "status_id", "video_id",
        "product_id", "parent_asin", "asin", "business_id", "repo_name", "repo", "article_id",
        "thread_id", "page_id", "subject_uri",
    ),
    "time": (
        "timestamp", "time_us", "event_time", "created_at", "datetime", "date_time",
        "timestamp_share", "timestamp_ms", "created_utc", "ts", "date", "posted_at", "review_date",
    ),
    "event": ("event_id", "content_id", "message_id", "comment_id", "review_id", "mid"),
    "target": ("target_id", "object_owner", "beneficiary", "seller_id", "channel_id"),
    "text": ("message", "content", "body", "full_text", "comment", "review_text", "own_text"),
    "url": ("link", "expanded_url", "unwound_url"),
    "media": ("phash", "phash_id", "media_hash", "image_hash"),
    "device": ("device_id", "device_token", "fingerprint"),
    "ip": ("ip_address", "remote_addr", "client_ip"),
    "line": ("line_id", "access_line"),
    "client": ("user_agent", "client_build", "app_version"),
    "place": ("place_id", "geo_place", "city"),
    "value": ("rating", "stars", "score", "price", "amount"),
    "parent": ("parent_id", "in_reply_to", "in_reply_to_id", "reply_to"),
    "created": (
        "created_at", "creation_time", "created_utc", "registered", "registered_at", "published",
        "published_at", "publish_time", "first_seen", "birth", "timestamp", "time",
    ),
    "kind": ("object_type", "object_kind"),
    "followers": ("followers_count", "follower_count", "n_followers"),
    "following": ("friends_count", "following_count", "n_following"),
    "posts": ("statuses_count", "post_count", "tweet_count"),
    "agency": ("agency_id", "mcn"),
}  # fmt: skip


def matches(canonical: str, columns: Iterable[str]) -> list[str]:
    """Return the source's columns that mean `canonical`, best first; case does not matter."""
    by_lower: dict[str, str] = {}
    for column in columns:
        by_lower.setdefault(column.lower(), column)
    names = (canonical, *ALIASES.get(canonical, ()))
    return [by_lower[name] for name in names if name in by_lower]


def matched(
    canonical_names: Iterable[str],
    columns: Iterable[str],
    fits: Callable[[str, str], bool] = lambda _canonical, _column: True,
) -> Mapping[str, list[str]]:
    """Return for each canonical name the columns that mean it, no column being given twice.

    An exact name goes first, so that a column called ``parent`` is never taken for something else.
    `fits` says whether a column may stand for a canonical one.
    """
    wanted = list(canonical_names)
    free = list(columns)
    taken = {column for column in free if column.lower() in wanted}
    found: dict[str, list[str]] = {}
    for canonical in wanted:
        candidates = [
            column
            for column in matches(canonical, free)
            if (column.lower() == canonical or column not in taken) and fits(canonical, column)
        ]
        if candidates:
            taken.add(candidates[0])
            found[canonical] = candidates
    return found
