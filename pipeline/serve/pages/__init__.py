"""The pages, one module a subject: routes, and functions from database and request to answer."""

from __future__ import annotations

from pipeline.serve.answers import Route
from pipeline.serve.pages import (
    about,
    areas,
    compare,
    councils,
    coverage,
    deadlines,
    deciding,
    downloads,
    feeds,
    plots,
    publication,
    review,
    saved,
    search,
    signing,
)

ROUTES: tuple[Route, ...] = (
    *search.ROUTES,
    *publication.ROUTES,
    *feeds.ROUTES,
    *downloads.ROUTES,
    *about.ROUTES,
    *councils.ROUTES,
    *compare.ROUTES,
    *areas.ROUTES,
    *coverage.ROUTES,
    *deadlines.ROUTES,
    *plots.ROUTES,
    *signing.ROUTES,
    *review.ROUTES,
    *deciding.ROUTES,
    *saved.ROUTES,
)
