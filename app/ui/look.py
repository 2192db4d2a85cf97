"""The page's own style: calm type, nothing of Streamlit's that a reader does not need."""

from __future__ import annotations

__all__ = ["STYLE", "WIDER"]

STYLE = """
<style>
:root { --line: color-mix(in srgb, currentColor 24%, transparent);
  --accent: #1f5f6b; --ground: #fcfcfa; }
@media (prefers-color-scheme: dark) { :root { --accent: #7fc0c9; --ground: #151b1c; }
  [data-tag], [data-testid="stMain"] button[kind^="primary"] { color: #151b1c !important; }
  [data-tag] *, [data-testid="stMain"] button[kind^="primary"] * { color: inherit !important; } }
[data-testid="stToolbarActions"], [data-testid="stAppDeployButton"], [data-testid="stMainMenu"],
[data-testid="stStatusWidget"], [data-testid="stDecoration"], #MainMenu, footer { display: none; }
[data-testid="stMainBlockContainer"] { max-width: 46rem; padding-top: 3.2rem; }
h1.upheld, h2.part { font-family: "Source Serif", "Source Serif 4", Georgia, serif; }
h1.upheld { font-size: 2.4rem; font-weight: 600; padding: 0; margin: 0; }
p.upheld { margin: .3rem 0 .2rem; opacity: .85; line-height: 1.5; }
.asked { border-left: 3px solid var(--accent); padding: .1rem 0 .1rem .9rem;
  margin: 1.2rem 0 .2rem; font-size: 1.1rem; white-space: pre-line; overflow-wrap: anywhere; }
.asked small { display: block; opacity: .75; font-size: .8rem; }
.help { border: 2px solid var(--accent); border-radius: .5rem; padding: .7rem .9rem .3rem;
  margin: .4rem 0 .8rem; }
.status { font-weight: 600; margin: 0; }
.state, .calm, .goes, .left-out { font-size: .9rem; margin: 0; line-height: 1.45; opacity: .88;
  overflow-wrap: anywhere; }
.told { display: block; font-size: .8rem; opacity: .78; }
s { opacity: .8; }
.so-far h2.part:not(:first-child) { margin-top: 1rem; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr));
  gap: .2rem 2rem; }
ul.plain small { display: block; }
h2.part { font-size: 1.2rem; font-weight: 600; padding: 0; margin: .2rem 0 .3rem; }
ul.claims, ul.plain { margin: 0; padding-left: 1.15rem; line-height: 1.55; }
ul.claims li, ul.plain li { white-space: pre-line; margin: 0 0 .45rem; overflow-wrap: anywhere; }
p.line { margin: 0 0 .5rem; line-height: 1.55; overflow-wrap: anywhere; }
ul.plain, .limits ul { opacity: .88; font-size: .93rem; }
[data-testid="stHtml"] a { color: var(--accent); }
a.cite { font-size: .75rem; font-weight: 600; text-decoration: none; vertical-align: .25em;
  margin-left: .25rem; padding: .05rem .38rem; border-radius: .6rem;
  border: 1px solid var(--line); }
.ref { position: relative; }
.ref:focus { outline: none; }
.peek { display: none; position: fixed; left: 1rem; right: 1rem; bottom: 1rem; z-index: 1000;
  max-height: 45vh; overflow: auto; padding: .6rem .8rem; border-radius: .5rem;
  border: 1px solid var(--accent); background: var(--ground); color: inherit; text-align: left;
  font-size: .9rem; line-height: 1.45; white-space: normal; box-shadow: 0 4px 18px #0004; }
.peek > * { display: block; margin: 0 0 .3rem; }
.ref:hover > .peek, .ref:focus-within > .peek { display: block; }
@media (min-width: 1200px) { .peek { position: absolute; left: 50%; right: auto; bottom: 100%;
  width: 22rem; margin-left: -11rem; } }
@media (hover: none) { .ref > a.cite { pointer-events: none; } .ref { cursor: pointer; } }
table.authorities tbody th { padding-top: .9rem; }
.unchecked { font-size: .85rem; opacity: .85; font-style: italic; }
blockquote { border-left: 3px solid var(--line); margin: 0 0 .5rem; opacity: 1;
  padding: .1rem 0 .1rem .8rem; line-height: 1.5; white-space: pre-line;
  overflow-wrap: anywhere; }
p.facts { font-size: .88rem; margin: 0 0 .35rem; opacity: .92; overflow-wrap: anywhere; }
.label { display: inline-block; font-size: .8rem; padding: 0 .45rem; border-radius: .6rem;
  border: 1px solid var(--line); }
p.warning { font-size: .88rem; margin: .2rem 0 .4rem; padding: .3rem .6rem; border-radius: .4rem;
  background: rgba(214, 158, 46, .18); overflow-wrap: anywhere; }
.document { line-height: 1.55; }
.document h3 { font-size: 1rem; font-weight: 600; margin: .8rem 0 .4rem; padding: 0; }
.document p { margin: 0 0 .8rem; white-space: pre-line; overflow-wrap: anywhere; }
.document .near { opacity: .78; padding-left: .9rem; }
.document .cited { border-left: 3px solid var(--accent); padding-left: .75rem; }
.document .who { font-size: .8rem; opacity: .8; }
.document .lead { font-style: italic; opacity: .85; }
mark { background: #ffe58a; color: #22302f; padding: 0 .1em; border-radius: .15em; }
[data-testid="stExpander"] { margin-bottom: .45rem; }
[data-testid="stExpander"] summary p { font-size: .95rem; }
[data-testid="stRadio"] [role="radiogroup"] { gap: .6rem; }
[data-testid="stRadio"] [data-testid="stWidgetLabel"] p { font-size: 1rem; line-height: 1.5; }
[class*="st-key-example-"] button { justify-content: flex-start; text-align: left; }
[class*="st-key-example-"] button > div { justify-content: flex-start; text-align: left; }
[id^="source-"], [id^="asked-"] { scroll-margin-top: 4.5rem; }
h2.page { font-size: 1.6rem; font-weight: 600; padding: 0; margin: .4rem 0 .2rem;
  font-family: "Source Serif", "Source Serif 4", Georgia, serif; }
[class*="st-key-lessons-cite-"] button, [class*="st-key-lessons-to-"] button,
[class*="st-key-lessons-ask-"] button { color: var(--accent); text-align: left;
  justify-content: flex-start; min-height: 1.9rem; padding: 0 0 .2rem; }
[class*="st-key-lessons-cite-"] button > div, [class*="st-key-lessons-to-"] button > div {
  justify-content: flex-start; text-align: left; }
#lesson { scroll-margin-top: 4rem; }
h3.case { font-size: 1.05rem; font-weight: 600; padding: 0; margin: 0 0 .2rem; }
.st-key-ways { border-bottom: 1px solid var(--line); padding-bottom: .35rem; gap: .1rem .6rem; }
[data-testid="stPageLink"]:not(.st-key-ways *) a p { color: var(--accent);
  text-decoration: underline; text-underline-offset: .15em; }
[data-testid="stPageLink"]:not(.st-key-ways *) a * { white-space: normal; overflow: visible;
  line-height: 1.4; }
[data-testid="stLayoutWrapper"]:has(> .st-key-cases-selection) { position: sticky; top: 0;
  z-index: 90; }
.st-key-cases-selection { background: var(--ground); }
#found { scroll-margin-top: 1rem; }
.note { border: 1px solid var(--line); border-left: 3px solid var(--accent);
  border-radius: .3rem; padding: .6rem .9rem; }
.note p { margin: .2rem 0; line-height: 1.5; }
table.stack { width: 100%; border-collapse: collapse; line-height: 1.45; font-size: .95rem; }
table.stack caption { text-align: left; font-weight: 600; padding: .2rem 0 .5rem; }
table.stack th, table.stack td { text-align: left; vertical-align: top; overflow-wrap: anywhere;
  padding: .55rem .8rem .55rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
table.stack th { font-weight: 600; }
table.stack small { opacity: .85; font-weight: 400; }
table.stack thead th, .ref { white-space: nowrap; }
table.dues th[scope=row] { width: 12.5rem; }
table.dues td:last-child { width: 42%; }
table.account th[scope=row] { width: 55%; }
table.account th[scope=row] .due { font-weight: 400; }
table.account td:last-child { width: 45%; }
table.stack summary { cursor: pointer; margin: .3rem 0; color: var(--accent); }
@media (max-width: 640px) {
  table.stack thead { display: none; }
  table.stack, table.stack tbody, table.stack tr, table.stack th, table.stack td,
  table.stack caption { display: block; width: auto !important; }
  table.stack td.none { display: none !important; }
  table.stack tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  table.stack th, table.stack td { border: 0; padding: .2rem 0; }
  table.stack:not(.dues) td { display: grid; grid-template-columns: 8rem 1fr; gap: .6rem; }
  table.stack:not(.dues) td::before { content: attr(data-label); opacity: .85; font-size: .9rem; }
}
@media (max-width: 640px) { table.account td::before { content: attr(data-label); display: block;
  opacity: .85; font-size: .9rem; } }
.to-others { display: none; }
#no-fault { scroll-margin-top: 4.5rem; }
@media (max-width: 640px) { .to-others { display: block; } }
@media (max-width: 480px) {
  [data-testid="stMainBlockContainer"] { padding: 3.4rem 1rem 3rem; }
  h1.upheld { font-size: 1.7rem; }
  .st-key-ways { gap: .45rem 0; }
  .st-key-ways a { padding-inline: .35rem; }
  .chosen { display: none; }
}
</style>
"""
WIDER = """
<style>[data-testid="stMainBlockContainer"] { max-width: 68rem; }</style>
"""
