"""Commands of `scrapy` in this project.

Scrapy imports them all before it runs one, which takes a second: a crawl that is asked
to stop meanwhile has begun nothing, and ends without a traceback.
"""

import sys

from vultrcrawl.commands.early import leave_quietly

if sys.argv[1:2] == ["crawl"]:  # others have ways of their own, such as a prompt
    leave_quietly()
