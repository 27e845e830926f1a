"""Every treaty signed in 1850-1917, page by page, with when it was and who took part. Standard library only."""
import json
import sys
from urllib.parse import urljoin
from urllib.request import Request, urlopen

api = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"


def get(url):
    """Read one JSON answer; an HTTPError's body is a problem document that says what was wrong."""
    with urlopen(Request(urljoin(api, url), headers={"Accept": "application/json"}), timeout=60) as reply:
        return json.load(reply)


def items(url):
    """Walk a list to its end: `next` is the address of the page after, or null."""
    while url:
        page = get(url)
        yield from page["items"]
        url = page["next"]


for event in items("/events?kind=treaty-signing&from=1850&to=1917&limit=20"):
    actors = [each["actor"]["label"] for each in event["participants"]]
    print(event["date"]["earliest"], event["date"]["display"], event["label"], "; ".join(actors), sep="\t")
