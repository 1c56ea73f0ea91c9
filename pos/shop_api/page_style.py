"""The frame of the payer's pages: look, marks, the script that keeps them true, and their policy. Pure.

Everything is inline, so that a page is one request; the policy lets nothing else in. Colours are look.md's.
"""

from __future__ import annotations

import re
from html import escape

from pos.core.errors import Bug

LANGUAGES: tuple[tuple[str, str, str], ...] = (
    ("ru", "РУС", "Русский"),
    ("uz", "OʻZB", "Oʻzbekcha"),
    ("uz_Cyrl", "ЎЗБ", "Ўзбекча"),
    ("en", "ENG", "English"),
)
"""Code, short name and name of each language of the pages, in the order of the switch."""

STYLE = """
:root{color-scheme:light dark;--bg:#e9edf1;--card:#fff;--flat:#f4f6f8;--line:#d5dbe2;--edge:#7c8796;
--ink:#12161c;--soft:#48525f;--focus:#1a57c2;--go:#1a57c2;--down:#164aa6;--ongo:#fff;--drill:#9c1467;
--ondrill:#fff;--grey:#48525f;--greyt:#edf0f3;--blue:#1a57c2;--bluet:#e6effc;--paid:#0f6b3a;--onpaid:#fff;
--green:#0f6b3a;--greent:#e2f3e9;--red:#b3211a;--redt:#fdebe9;--violet:#5e35b1;--violett:#efe9fa}
@media(prefers-color-scheme:dark){:root{--bg:#0e1116;--card:#171c23;--flat:#1f252e;--line:#313a46;
--edge:#7a8696;--ink:#f2f5f9;--soft:#b7c0cc;--focus:#8ab6ff;--go:#2b6be0;--down:#245cc4;--drill:#f08cc6;
--ondrill:#2a0019;--grey:#b7c0cc;--greyt:#222932;--blue:#8ab6ff;--bluet:#162641;--paid:#17804a;
--green:#6fd99a;--greent:#12291d;--red:#ff9a92;--redt:#351917;--violet:#c3a8ff;--violett:#261c3d}}
*{box-sizing:border-box;margin:0}
body{font:16px/1.45 Inter,system-ui,-apple-system,Roboto,sans-serif;background:var(--bg);color:var(--ink);
overflow-wrap:anywhere;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
.in{max-width:32rem;margin:0 auto;padding:8px 16px 40px}
.drill{background:var(--drill);color:var(--ondrill);padding:10px 16px;text-align:center;font-weight:600}
nav{display:flex;justify-content:flex-end;margin:0 -8px}
nav a{min-width:48px;min-height:48px;padding:0 8px;display:grid;place-items:center;color:var(--soft);
text-decoration:none}
nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:underline;
text-decoration-thickness:2px;text-underline-offset:6px}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:8px}
header{padding:4px 4px 16px}
.shop{color:var(--soft)}
h1{font-size:25px;line-height:30px;font-weight:600}
h2,.state h1{font-size:19px;line-height:24px;font-weight:600}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;overflow:hidden;
margin-bottom:12px}
.pad{padding:16px 20px 20px}.pad>:last-child{margin-bottom:0!important}
.state{display:flex;gap:12px;align-items:center;padding:14px 20px;color:var(--fg);background:var(--tint)}
.state svg{width:32px;height:32px;flex:none}
.grey{--fg:var(--grey);--tint:var(--greyt)}.blue{--fg:var(--blue);--tint:var(--bluet)}
.red{--fg:var(--red);--tint:var(--redt)}.violet{--fg:var(--violet);--tint:var(--violett)}
.green{--fg:var(--onpaid);--tint:var(--paid)}.good{--fg:var(--green);--tint:var(--greent)}
.green.state{padding-block:24px}.green.state h2{font-size:30px;line-height:36px}
.green.state svg{width:44px;height:44px}
svg{fill:currentColor;display:block}.cut{fill:none;stroke:var(--tint);stroke-width:2.4;
stroke-linecap:round;stroke-linejoin:round}.arc{fill:none;stroke:currentColor;stroke-width:3.4;
stroke-linecap:round}
.pad>*+*{margin-top:12px}.pad>.soft+.soft{margin-top:4px}
[hidden]{display:none!important}
.soft{color:var(--soft)}
.sum{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 10px;font-weight:600;line-height:1.15}
.sum b{font-size:clamp(34px,11vw,44px);font-weight:600;letter-spacing:-.02em;white-space:nowrap}
.sum.long b{font-size:clamp(20px,6.4vw,34px)}.sum span{font-size:22px;color:var(--soft)}
.sum.open{font-size:22px}
.pad>.label+.sum{margin-top:0}
.go,.back{display:grid;place-items:center;min-height:60px;padding:12px 16px;border-radius:8px;
text-align:center;text-decoration:none;font-size:19px;line-height:24px;font-weight:600}
.pad>.go,.pad>.back{margin:20px 0}.go{background:var(--go);color:var(--ongo)}
.go:active{background:var(--down)}
.back{min-height:52px;font-size:17px;border:1px solid var(--edge);color:var(--ink)}
.back:active{background:var(--flat)}
.note{display:flex;gap:10px;padding:12px;border-radius:8px;color:var(--fg);background:var(--tint)}
.note svg{width:24px;height:24px;flex:none}
ul{list-style:none;padding:0}
li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 16px;padding:12px 0;
border-top:1px solid var(--line);align-items:baseline}
li:first-child{border:0;padding-top:4px}
li b{font-weight:500;unicode-bidi:isolate}li span{font-weight:600;white-space:nowrap}
li i{grid-column:1/-1;font-style:normal;color:var(--soft)}
.all{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px;margin:0;font-weight:600;
border-top:2px solid var(--ink);padding-top:12px;font-size:19px}
pre{background:var(--flat);border:1px solid var(--line);border-radius:8px;padding:12px;
white-space:pre-wrap;font:16px/1.5 ui-monospace,Menlo,Consolas,monospace;user-select:all;
-webkit-user-select:all}
a.text{color:var(--blue);display:inline-block;padding:12px 0}
"""

SCRIPT = """
(function(){
var told=document.body.dataset,away=document.getElementById('away'),begun=Date.now(),bad=0,busy=0,timer;
function pause(){
var age=Date.now()-begun,slow=age>9e5?15:age>18e4?3:1;
return Math.min(told.every*slow*Math.pow(2,bad),6e4);
}
function plan(){clearTimeout(timer);if(!document.hidden)timer=setTimeout(ask,pause())}
function ask(){
if(busy)return;
busy=1;clearTimeout(timer);
var stop=new AbortController(),late=setTimeout(function(){stop.abort()},1e4);
fetch(told.status,{cache:'no-store',signal:stop.signal}).then(function(answer){
if(!answer.ok)throw answer.status;
return answer.json();
}).then(function(now){
bad=0;
if(now.stage!==told.stage||String(now.version)!==told.version)location.reload();
},function(){bad=Math.min(bad+1,5)}).then(function(){
busy=0;clearTimeout(late);away.hidden=bad<2;plan();
});
}
function look(){if(!document.hidden)ask()}
document.addEventListener('visibilitychange',look);
addEventListener('pageshow',look);
addEventListener('online',look);
})();
"""
"""Asks for the stage and reloads the page when it is another one. `data-every` is in ms; the pause grows
after three minutes, after fifteen, and with each failure; a page that nobody looks at does not ask."""

MARKS = {
    "hourglass": '<path d="M5 2h14v4.5L13.8 12l5.2 5.5V22H5v-4.5l5.2-5.5L5 6.5z"/>',
    "arc": '<path class="arc" d="M12 3.5A8.5 8.5 0 1 1 3.5 12"/>',
    "tick": '<circle cx="12" cy="12" r="11"/><path class="cut" d="m6.8 12.4 3.6 3.6 6.8-7.4"/>',
    "arrow": '<rect x="1" y="1" width="22" height="22" rx="4"/>'
    '<path class="cut" d="M10 6 6 10l4 4M6.5 10H14a3.5 3.5 0 0 1 0 7h-2.5"/>',
    "cross": '<path d="M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z"/><path class="cut" d="m8 8 8 8m0-8-8 8"/>',
    "clock": '<circle cx="12" cy="12" r="11"/><path class="cut" d="M12 6.2V12l4 2.6"/>',
}
"""The shapes that tell the states apart without colour."""

_NONCE = re.compile(r"[A-Za-z0-9+/_=-]{8,}")


def content_security_policy(nonce: str) -> str:
    """The value of the header Content-Security-Policy for a page with this nonce.

    Raises:
        Bug: the nonce is not base64 of a useful length; it would open the header or the page.
    """
    return (
        f"default-src 'none'; style-src 'nonce-{_checked(nonce)}'; script-src 'nonce-{nonce}'; "
        "connect-src 'self'; form-action https://my.click.uz; base-uri 'none'; frame-ancestors 'none'"
    )


def mark(name: str) -> str:
    """One of the shapes, for the eye only: the word stands beside it."""
    return f'<svg viewBox="0 0 24 24" aria-hidden="true">{MARKS[name]}</svg>'


def language_switch(language: str, label: str) -> str:
    """Links that ask for the same page in another language."""
    chosen = ' aria-current="true"'
    links = "".join(
        f'<a href="?lang={code}" hreflang="{_tag(code)}" lang="{_tag(code)}" title="{name}"'
        f"{chosen if code == language else ''}>{short}</a>"
        for code, short, name in LANGUAGES
    )
    return f'<nav aria-label="{escape(label)}">{links}</nav>'


def document(*, language: str, title: str, body: str, nonce: str, head: str = "", told: str = "") -> str:
    """A whole page. `head` and `body` are HTML, `told` the attributes of the body, `title` a bare text.

    Raises Bug for a nonce that is none.
    """
    return (
        f'<!doctype html>\n<html lang="{escape(_tag(language))}" dir="ltr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'
        '<meta name="format-detection" content="telephone=no">'
        f'{head}<title>{escape(title)}</title><style nonce="{_checked(nonce)}">{STYLE}</style></head>'
        f"<body{told}>{body}</body></html>\n"
    )


def script(nonce: str) -> str:
    """The script that keeps the page true; it stands at the end of the body."""
    return f'<script nonce="{_checked(nonce)}">{SCRIPT}</script>'


def _tag(language: str) -> str:
    return language.replace("_", "-")


def _checked(nonce: str) -> str:
    if not _NONCE.fullmatch(nonce):
        raise Bug("a nonce is base64 of eight letters or more")
    return nonce
