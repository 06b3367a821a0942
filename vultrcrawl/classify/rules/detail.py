"""Rules for single things that markup names: vacancies, events, people, recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.classify.words import ITEM_TYPES, SIGNS
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading


def job_posting(reading: PageReading) -> Finding | None:
    """Look for one JobPosting in the page's structured data."""
    count = reading.schema["JobPosting"]
    if 1 <= count <= 2 and not reading.is_article:
        return Finding(PageType.JOB_POSTING, 0.95, "JobPosting in structured data")
    if count:
        return None
    path = reading.address.content_segments
    below_jobs = any(SIGNS["job_folder"].fullmatch(part) for part in path[:-1])
    if below_jobs and SIGNS["job_button"].search(reading.document.buttons):
        return Finding(PageType.JOB_POSTING, 0.85, "below jobs, a button to apply")
    return None


def event(reading: PageReading) -> Finding | None:
    """Look for one event in structured data, and a URL that says so."""
    kinds = [kind for kind in ITEM_TYPES[PageType.EVENT] if reading.schema[kind]]
    if not kinds or reading.is_article or reading.schema["Product"]:
        return None
    if sum(reading.schema[kind] for kind in kinds) > 2:
        return None
    parts = (*reading.address.segments[:-1], reading.address.last)
    if (
        any(SIGNS["event_folder"].fullmatch(part) for part in parts)
        or reading.og_type == "event"
    ):
        return Finding(PageType.EVENT, 0.9, f"{kinds[0]} in structured data")
    return None


def profile(reading: PageReading) -> Finding | None:
    """Look for a profile by markup, or one person below a folder of people."""
    if reading.is_article:
        return None
    if reading.schema["ProfilePage"] or reading.og_type == "profile":
        return Finding(PageType.PROFILE, 0.85, "profile in structured data")
    path = reading.address.content_segments
    if (
        len(path) >= 2
        and SIGNS["person_folder"].fullmatch(path[-2])
        and 1 <= reading.schema["Person"] <= 2
    ):
        return Finding(PageType.PROFILE, 0.8, "one Person, below a folder of people")
    return None


def media(reading: PageReading) -> Finding | None:
    """Look for one video or audio that the page says it is, with little text."""
    if reading.is_article or len(reading.main) > 4000:
        return None
    og = reading.og_type
    if og.startswith(("video.", "music.")) or og == "video":
        return Finding(PageType.MEDIA, 0.88, f"og:type {og}")
    path = reading.address.words
    kinds = ("VideoObject", "AudioObject", "ImageGallery", "PodcastEpisode")
    if any(1 <= reading.schema[kind] <= 2 for kind in kinds) and any(
        SIGNS["media_word"].fullmatch(part) for part in path
    ):
        return Finding(PageType.MEDIA, 0.85, "one media object, and the URL says so")
    return None


def item_detail(reading: PageReading) -> Finding | None:
    """Look for one recipe, course, property or the like in structured data."""
    for kind in ITEM_TYPES[PageType.ITEM_DETAIL]:
        # Food blogs mark a recipe as an article too; anything else that is an article
        # only mentions the thing.
        if kind != "Recipe" and (reading.is_article or reading.og_type == "article"):
            continue
        if 1 <= reading.schema[kind] <= 2 and not reading.schema["Product"]:
            return Finding(PageType.ITEM_DETAIL, 0.88, f"{kind} in structured data")
    return None


RULES = (job_posting, event, profile, media, item_detail)
