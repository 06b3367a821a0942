"""Scrapy settings of the project: each value that differs from Scrapy's, and why."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from scrapy.settings import default_settings as theirs

from vultrcrawl.lifecycle.early import leave_quietly
from vultrcrawl.version import __version__

# Scrapy imports all commands before it runs one, which takes a second: a crawl that is
# asked to stop meanwhile has begun nothing, and ends without a traceback. What else it
# runs has ways of its own, such as a prompt.
if sys.argv[1:2] == ["crawl"]:
    leave_quietly()

BOT_NAME = "vultrcrawl"
SPIDER_MODULES = ["vultrcrawl.spiders"]
NEWSPIDER_MODULE = "vultrcrawl.spiders"
COMMANDS_MODULE = "vultrcrawl.commands"

# Politeness. The sites are not ours.
CONCURRENT_REQUESTS = 5
CONCURRENT_REQUESTS_PER_DOMAIN = 5
DOWNLOAD_DELAY = 0.2
# With Scrapy's ±50 % the same delay was measured at 247 ms a request, and uneven.
DOWNLOAD_DELAY_JITTER = 0
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "vultrcrawl"
#: Where the owner of a site finds out who crawls it: an address or URL of yours.
VULTRCRAWL_CONTACT = ""
USER_AGENT = f"vultrcrawl/{__version__}"

# Limits of one response.
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 10
DOWNLOAD_MAXSIZE = 10 * 2**20  # also after decompression
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 10
# The reader sees a refresh, and the frontier decides like on any link.
METAREFRESH_ENABLED = False
RETRY_TIMES = 2
# Scrapy's, less that of a proxy: to import it, and with it Scrapy's own handler of
# http, takes a fifth of the time until the first request.
RETRY_EXCEPTIONS = [
    one
    for one in theirs.RETRY_EXCEPTIONS
    if one != "scrapy.core.downloader.handlers.http11.TunnelError"
]
# 429 and 503 are answered by a pause of the host, not by trying again at once.
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]

# Only http and https, by a handler that checks the address it connects to.
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "vultrcrawl.downloadhandlers.http.HttpDownloadHandler",
    "https": "vultrcrawl.downloadhandlers.http.HttpDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
HTTPPROXY_ENABLED = False  # a proxy would resolve names out of reach of the rule
# Those of the site, in memory: some show nothing to a visitor who brings none back.
COOKIES_ENABLED = True
REFERRER_POLICY = "same-origin"
# Two ports on which Scrapy would run code for whoever connects.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

DOWNLOADER_MIDDLEWARES: dict[Any, int | None] = {
    # Ours follow below.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "vultrcrawl.downloadermiddlewares.egress.EgressMiddleware": 50,
    "vultrcrawl.downloadermiddlewares.robots.RobotsMiddleware": 100,
    "vultrcrawl.downloadermiddlewares.routes.RoutesMiddleware": 150,
    "vultrcrawl.downloadermiddlewares.backoff.BackoffMiddleware": 560,
    # In the places of Scrapy's own.
    "vultrcrawl.downloadermiddlewares.redirect.LocationMiddleware": 600,
    "vultrcrawl.downloadermiddlewares.cookies.SiteCookiesMiddleware": 700,
}
ITEM_PIPELINES: dict[Any, int | None] = {
    "vultrcrawl.pipelines.schema.SchemaPipeline": 200,
    "vultrcrawl.pipelines.pdf.PdfPipeline": 240,
    "vultrcrawl.pipelines.text.TextPipeline": 250,
    "vultrcrawl.pipelines.classify.ClassifyPipeline": 300,
}
EXTENSIONS: dict[Any, int | None] = {
    "scrapy.extensions.logstats.LogStats": None,  # ours tells more
    "scrapy.extensions.feedexport.FeedExporter": None,
    "vultrcrawl.extensions.feeds.CheckedFeedExporter": 0,
    # It would keep a pickle in JOBDIR, and run what it finds there.
    "scrapy.extensions.spiderstate.SpiderState": None,
    "vultrcrawl.extensions.llm.LanguageModelExtension": 0,
    "vultrcrawl.lifecycle.ending.Ending": 0,
    "vultrcrawl.extensions.browser.Browser": 0,
    "vultrcrawl.extensions.output.OutputWriter": 0,
    "vultrcrawl.extensions.progress.Progress": 10,
}
# It counts per response, and one yields one item; each more would be one task more.
CONCURRENT_ITEMS = 1
# Bytes of pages held while their pipelines wait: the brake on the downloads.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 5_000_000

# Ours, each with its default; the README says what they mean. A number may be whole or
# not, and `scrapy crawl` refuses what its setting can't have.

# What may be connected to, besides public addresses: networks or addresses.
VULTRCRAWL_EGRESS_ALLOW: list[str] = []
VULTRCRAWL_EGRESS_PRIVATE_START = True

VULTRCRAWL_ROBOTS_RETRY_SECS = 60
VULTRCRAWL_ROBOTS_MAX_DELAY_SECS = 30
VULTRCRAWL_ROBOTS_CACHE_SECS = 86_400
VULTRCRAWL_BACKOFF_MAX_SECS = 300

# A browser, for pages that are nothing without their scripts.
# Which one: VULTRCRAWL_BROWSER_EXECUTABLE of the environment, else Playwright's own,
# else the first on PATH.
#: False where the sandbox can't work: as root, and in most containers.
VULTRCRAWL_BROWSER_SANDBOX = True
VULTRCRAWL_BROWSER_PAGES = 3
VULTRCRAWL_BROWSER_TIMEOUT_SECS = 15
VULTRCRAWL_BROWSER_CONTEXT_PAGES = 100
VULTRCRAWL_BROWSER_ROUNDS = 10
VULTRCRAWL_BROWSER_MEMORY_MB = 1200

# A language model, where the environment names one (OPENAI_API_KEY, OPENAI_BASE_URL).
VULTRCRAWL_LLM_MODEL = ""
VULTRCRAWL_LLM_CONCURRENCY = 4
VULTRCRAWL_LLM_TIMEOUT_SECS = 60
VULTRCRAWL_LLM_CALLS_PER_PAGE = 0.02
VULTRCRAWL_LLM_DEADLINE_SECS = 30
VULTRCRAWL_LLM_MAX_CALLS = 200
VULTRCRAWL_LLM_MAX_TOKENS = 1_000_000
VULTRCRAWL_LLM_MAX_COST: float | None = None
VULTRCRAWL_LLM_PRICE_INPUT: float | None = None
VULTRCRAWL_LLM_PRICE_OUTPUT: float | None = None
VULTRCRAWL_LLM_ANSWER_TOKENS = 1000
VULTRCRAWL_LLM_BATCH_SIZE = 8
VULTRCRAWL_LLM_BATCH_WAIT_SECS = 0.2
#: Answers of the model, so that a second run costs nothing.
VULTRCRAWL_LLM_CACHE = str(
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    / "vultrcrawl"
    / "llm-answers.db"
)
VULTRCRAWL_LLM_RECORD: str | None = None
VULTRCRAWL_LLM_ALLOW_HTTP = False
#: Below this confidence, 0 to 1, a page is unsure: a language model may be asked.
VULTRCRAWL_CLASSIFY_THRESHOLD = 0.75

FEED_EXPORT_ENCODING = "utf-8"
# -O replaces a file only by a whole one; -o appends.
FEED_STORAGES = {
    "": "vultrcrawl.feedstorage.WholeFileFeedStorage",
    "file": "vultrcrawl.feedstorage.WholeFileFeedStorage",
    "stdout": "vultrcrawl.feedstorage.PipeFeedStorage",
}
FEED_EXPORTERS = {
    "csv": "vultrcrawl.exporters.SafeCsvItemExporter",
    "xml": "vultrcrawl.exporters.PlainXmlItemExporter",
}
#: True for pages.csv and records/*.csv with a mark at their start, without which Excel
#: takes UTF-8 for something else; for feeds there is FEED_EXPORT_ENCODING.
VULTRCRAWL_CSV_BOM = False
#: True for site.db, an SQLite file of all that was found; `vultrcrawl export SITE --db`
#: makes it later.
VULTRCRAWL_SITE_DB = False

LOG_LEVEL = "INFO"
# What a site sent must not act on who reads the log.
LOG_FORMATTER = "vultrcrawl.logformatter.SafeLogFormatter"
