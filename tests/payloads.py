"""Texts an adversary would put into a file; each sets ``tripped`` or asks ``trip.invalid`` if anything in it runs or loads."""

from itertools import product

from geo.evidence.incidents import COLUMNS

_DO = "window.top.tripped=(window.top.tripped||0)+1;window.tripped=1"
_VECTORS = {
    "markdown_image": "![x](https://trip.invalid/x.png)",
    "markdown_link": f"[here](javascript:{_DO})",
    "markdown_colour": ":red[red] :material/home: :streamlit: $$\\frac{1}{2}$$ # head\n> quote",
    "shortcodes": "https&colon;&sol;&sol;trip.invalid a&commat;trip.invalid :streamlit: -> >= :red[x] $x$",
    "script": f"<script>{_DO}</script>",
    "script_src": "<script src=https://trip.invalid/x.js></script>",
    "image": f'<img src=x onerror="{_DO}">',
    "image_far": "<img src=https://trip.invalid/x.png>",
    "svg": f"<svg/onload='{_DO}'>",
    "svg_script": f"<svg><script>{_DO}</script></svg>",
    "body": f"<body onload={_DO.split(';')[1]}>",
    "iframe": f'<iframe srcdoc="<script>parent.tripped=1</script>" onload="{_DO}"></iframe>',
    "details": f"<details open ontoggle='{_DO}'>x</details>",
    "video": f"<video><source onerror='{_DO}'></video>",
    "style": "<style>@import url(https://trip.invalid/x.css);*{background:url(https://trip.invalid/b)}</style>",
    "link": "<link rel=stylesheet href=https://trip.invalid/x.css>",
    "meta": "<meta http-equiv=refresh content='0;url=https://trip.invalid/'>",
    "anchor": f'<a href="javascript:{_DO}">here</a>',
    "base": "<base href=https://trip.invalid/>",
    "form": "<form action=https://trip.invalid/><button autofocus onfocus='window.tripped=1'>x</button></form>",
    "template": "${window.tripped=1}",
    "tagged": "`${window.top.tripped=1}`",
    "jinja": "{{ window.tripped=1 }}{% for x in (1).__class__.__mro__ %}",
    "entity": "&#x3c;img src=x onerror=window.tripped=1&#x3e;&lt;script&gt;",
    "formula": '=HYPERLINK("https://trip.invalid/","x")+cmd|\' /C calc\'!A0',
}
_CONTEXTS = (
    "{}",
    '">{}',
    "'>{}",
    "</script>{}",
    "--></style></textarea></title>{}<!--",
    "\u202e{}\u202c",
    "\u2067\u202d{}",
    "\u200b\u0007\u001b[31m{}",
    "]]>{}\\u003c",
)
_LINKS = (
    "javascript:window.top.tripped=1",
    "JaVaScRiPt:window.tripped=1//https://a.org",
    "data:text/html,<script>parent.tripped=1</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//trip.invalid/x",
    "https://a.org/\"onmouseover='window.tripped=1'",
    "https://a.org/</script><script>window.tripped=1</script>",
    "https://a.org@trip.invalid/",
    "http://a.org/\u202egpj.exe",
)
FREE_TEXTS = (
    "source_id",
    "date_text",
    "place_name",
    "place_name_ar",
    "sides",
    "response_reason",
    "source_name",
    "source_language",
    "remarks",
    "licence",
)
LINKS = ("source_url", "archive_url", "strike_report_url")


def payloads() -> list[str]:
    """Give every vector in every context."""
    return [context.format(vector) if "{}" in context else vector for vector, context in product(_VECTORS.values(), _CONTEXTS)]


def hostile_claims() -> list[dict[str, str]]:
    """Give claims in this project's own columns: every text hostile, everything else sound, so that nothing is refused for it."""
    rows = []
    for k, text in enumerate(payloads()):
        row = dict.fromkeys(COLUMNS, "") | dict.fromkeys(FREE_TEXTS, text)
        row |= {"source_id": f"{k}{text}", "claim_id": f"own:hostile:{k}"}
        row |= {name: _LINKS[(k + i) % len(_LINKS)] for i, name in enumerate(LINKS)}
        row |= {
            "source_dataset": "own",
            "date_precision": "day",
            "date_start": f"2017-03-{k % 28 + 1:02}",
            "date_end": f"2017-03-{k % 28 + 1:02}",
            "latitude": f"{36.05 + (k % 20) / 100:.4f}",
            "longitude": f"{38.3 + (k // 20) / 20:.4f}",
            "geolocation_accuracy": "village",
            "belligerent": "us_led_coalition",
            "belligerent_role": "suspected",
            "strike_type": "airstrike",
            "grading": "fair",
            "response": "credible",
            "admitted": "yes",
            "apologised": "no",
            "promised_or_paid": "no",
            "conceded_killed_min": "1",
            "conceded_killed_max": "2",
            "civilians_killed_min": "3",
            "civilians_killed_max": "5",
            "is_aggregate": "no",
            "source_private": "no",
            "graphic": "no",
        }
        if k % len(_CONTEXTS) == 0:  # each vector by itself stands first where a page shows only the first few
            row["date_start"] = row["date_end"] = f"2016-11-{6 + k // len(_CONTEXTS) % 8:02}"
        rows.append(row)
    return rows
