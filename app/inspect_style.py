"""How the page of `upheld inspect --html` looks."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf7; --card: #fff; --ink: #23262b;
  --soft: #60666f; --line: #dfdcd4; --link: #1f4f8f;
  --fault: #fbe3df; --no_fault: #e3ecf7; --injustice: #f8ecca; --remedy: #dcf0e1;
  --aside: #ebe8e1; }
*, ::before { box-sizing: border-box; }
html { scroll-padding-top: 30vh; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif; }
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.5rem 50vh; overflow-wrap: anywhere; }
h1, h2, h3, .over, .about, .legend, table, aside, .n, .tag, small, details, .lead {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; line-height: 1.35; margin: 2.75rem 0 .75rem; }
h3 { font-size: .95rem; margin: 1.5rem 0 .4rem; }
.over { margin: 0; color: var(--soft); font-size: .85rem; }
.about { margin: .3rem 0; color: var(--soft); font-size: .875rem; }
a { color: var(--link); text-underline-offset: .2em; text-decoration-thickness: 1px; }
[class*="r-"] { --c: var(--light); }
.legend ul { list-style: none; margin: 0 0 .75rem; padding: 0; display: flex; flex-wrap: wrap;
  gap: .35rem 1.5rem; font-size: .875rem; color: var(--soft); }
.legend li { border-left: 4px solid var(--c); padding-left: .5rem; }
.legend b { color: var(--c); }
.case { background: var(--card); border: 1px solid var(--line); border-radius: 6px;
  padding: 0 1.5rem 1.5rem; margin: 2.5rem 0; }
.case h2 { margin-top: 1.25rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.5; }
td, th { text-align: left; vertical-align: top; padding: .5rem 1rem .5rem 0;
  border-top: 1px solid var(--line); overflow-wrap: normal; }
th { color: var(--soft); font-weight: 600; border-top: 0; white-space: nowrap; }
.facts td:first-child { width: 70%; }
.facts td:first-child a, .where a { text-decoration: none; }
.facts td:first-child a { color: inherit; }
.facts td a:hover, .where a:hover { text-decoration: underline; }
.remedies { min-width: 50rem; }
.remedies td:nth-child(4) { width: 34%; }
.sum { white-space: nowrap; font-variant-numeric: tabular-nums; }
.where { font-size: .8125rem; }
.st { font-weight: 600; white-space: nowrap; color: var(--soft); }
.st-agreed { color: hsl(145 55% 28%); } .st-rejected { color: hsl(0 60% 38%); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.contents { margin: 2rem 0; font-size: .9rem; } .contents a { text-decoration: none; }
.contents ol { columns: 24rem; margin: .5rem 0; padding-left: 1.75rem; }
.contents li { break-inside: avoid; } .contents li::marker { content: "■ "; color: var(--c); }
.contents small { color: var(--soft); margin-left: .5rem; }
.fold { margin: 0 0 .25rem; } .fold > summary { color: var(--soft); font-size: .8125rem; }
.fold[open] > summary { margin-bottom: .5rem; } .fold li { color: var(--soft); }
summary { cursor: pointer; }
h2 small { display: block; font-weight: 400; font-size: .8125rem; color: var(--c); }
.p { display: grid; grid-template-columns: 3rem minmax(0, 1fr) 13rem; column-gap: 1rem;
  border-left: 4px solid var(--c); margin: 0 0 .25rem; padding: .45rem 0; }
.p p { margin: 0; white-space: pre-wrap; tab-size: 4; }
.n { color: var(--soft); font-size: .8125rem; line-height: 1.95; text-align: right; }
.p .lead { color: var(--soft); font-size: .8125rem; }
.stock > div { color: var(--soft); }
aside { font-size: .75rem; line-height: 1.45; color: var(--soft); padding-top: .25rem; }
aside b { display: block; color: var(--c); font-weight: 600; } aside span { display: block; }
mark { color: inherit; border-radius: 2px; padding: .05em 0; }
.m-fault { background: var(--fault); } .m-no_fault { background: var(--no_fault); }
.m-injustice { background: var(--injustice); } .m-remedy { background: var(--remedy); }
.m-not_investigated, .m-aside { background: var(--aside); }
.tag { font-size: .6875rem; color: var(--soft); text-decoration: none; white-space: nowrap;
  padding: .1em .4em; margin: 0 .15em; border-radius: 3px; vertical-align: .1em; }
.tag:hover { text-decoration: underline; }
.at:target + mark, .at:target + .at + mark { outline: 2px solid var(--link); }
.at:target::before { content: "▸ "; color: var(--link); }
.p:target, tr:target { background: color-mix(in srgb, var(--link) 10%, transparent); }
.v { color: var(--c); }
.apart { text-decoration: underline dotted; text-underline-offset: .25em; }
@media (max-width: 48rem) {
  .facts tbody td { display: block; width: auto !important; padding: .5rem 0; }
  .facts tbody td + td { border-top: 0; padding-top: 0; }
  main { padding: 1.5rem 1rem 50vh; } .case { padding: 0 1rem 1rem; }
  .p { grid-template-columns: 2.25rem minmax(0, 1fr); column-gap: .6rem; padding-right: .25rem; }
  aside { grid-column: 2; grid-row: 1; padding: 0; } aside b, aside span { display: inline; }
  aside span::before { content: " · "; } .p > div { grid-column: 2; }
  .n { grid-row: 1; line-height: 1.4; }
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #17191c; --card: #1e2125; --ink: #dcdcd8; --soft: #9aa0a8; --line: #363a40;
    --link: #8fb8ee; --fault: #4d2723; --no_fault: #24364d; --injustice: #463a17;
    --remedy: #1d4029; --aside: #33373d; }
  [class*="r-"] { --c: var(--dark); }
  .st-agreed { color: hsl(145 45% 66%); } .st-rejected { color: hsl(0 70% 76%); }
}
@media print { main { max-width: none; padding: 0; } .contents { display: none; } }
"""
