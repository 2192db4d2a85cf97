"""The style of the page of one decision: its timeline, and its text by speakers."""

from __future__ import annotations

from app.ui.hues import role_style

__all__ = ["CASE_STYLE"]

CASE_STYLE = (
    """
<style>
:root { --late: #a3341f; --missed: #5b4a91; --dot: #fff; --paper: #fcfcfa; }
[class*="r-"] { --c: var(--light); }
@media (prefers-color-scheme: dark) { :root { --late: #f0a08e; --missed: #b9a9ec;
  --dot: #151b1c; --paper: #151b1c; }
  [class*="r-"] { --c: var(--dark); } }
.found { border-left: .4rem solid var(--line); padding-left: .5rem; }
.found-fault { border-color: var(--late); } .found-clear { border-color: var(--accent); }
.found-mixed { border-image: linear-gradient(var(--late) 50%, var(--accent) 50%) 1; }
.tl { margin: .6rem 0 .4rem; }
.tl b, .tl-key b { font-weight: 600; box-sizing: border-box; }
.tl-axis { position: relative; height: 1.3rem; font-size: .78rem; }
.tl-axis span { position: absolute; white-space: nowrap; }
.tl-mid { transform: translateX(-50%); } .tl-end { transform: translateX(-100%); }
.tl-lane { position: relative; height: 1.1rem; border-bottom: 1px solid var(--line);
  margin-bottom: .2rem; }
.tl-lane i { position: absolute; top: 0; bottom: 0; border-left: 1px dotted var(--line); }
.tl-lane b { position: absolute; top: .15rem; height: .8rem; min-width: 3px; }
.tl-label { margin: .55rem 0 .15rem; font-size: .9rem; line-height: 1.4;
  overflow-wrap: anywhere; }
.tl-lane b.tl-dot { width: 20px; height: 20px; margin-left: -10px; }
.tl-dot { border-radius: 50%; border: 1px solid var(--accent); background: var(--accent);
  color: var(--dot); font-size: 11px; line-height: 18px; text-align: center; z-index: 1; }
.tl-dot.tl-told { border-style: dashed; background: var(--paper); color: inherit; }
.tl-lane b.tl-may { height: 20px; }
.tl-may { border: 1px solid var(--line); border-radius: 10px; min-width: 0 !important; }
.tl-lasts { background: color-mix(in srgb, var(--accent) 22%, transparent);
  border: 1px solid var(--accent); }
.tl-run { border-bottom: 2px dashed var(--accent); }
.tl-due { background: currentColor; border-radius: 2px; }
.tl-late { background: repeating-linear-gradient(135deg, var(--late) 0 4px, transparent 4px 7px);
  border: 1px solid var(--late); }
.tl-maybe { border: 1px dashed var(--late); }
.tl-words { color: var(--late); font-weight: 600; }
.tl-missed { background: var(--missed); } .tl-missed.tl-claimed { background: none;
  border: 2px dashed var(--missed); }
.tl-slim { display: none; }
ul.tl-key { list-style: none; margin: .3rem 0 .8rem; padding: 0; display: flex; flex-wrap: wrap;
  gap: .2rem 1.1rem; font-size: .82rem; }
.tl-key li { display: flex; align-items: center; gap: .4rem; margin: 0; }
.tl-key b { display: inline-block; width: 1.1rem; height: .75rem; flex: none; }
.tl-key b.tl-dot { width: .8rem; height: .8rem; } .tl-key b.tl-due { width: .35rem; }
.tl-list summary, .spoken summary { cursor: pointer; color: var(--accent); margin: .4rem 0; }
.tl-list ol { margin: .3rem 0 .8rem; padding-left: 2rem; columns: 24rem; column-gap: 2.5rem;
  line-height: 1.45; font-size: .93rem; }
.tl-list li { break-inside: avoid; margin: 0 0 .5rem; overflow-wrap: anywhere; }
.tl-list small { display: block; }
.nowrap { white-space: nowrap; }
[class*="st-key-place-"] button { text-decoration: underline; text-underline-offset: .2em;
  color: var(--accent); min-height: 1.6rem; padding: 0; text-align: left; }
[class*="st-key-place-"] button p { font-size: .85rem; }
[class*="st-key-place-"] blockquote, [class*="st-key-place-"] p.facts { margin-bottom: 0; }
ul.speakers { list-style: none; margin: 0 0 .6rem; padding: 0; display: flex; flex-wrap: wrap;
  gap: .3rem 1.2rem; font-size: .88rem; }
.speakers li { border-left: 4px solid var(--c); padding-left: .5rem; margin: 0; }
.speakers b, .sp .who b, .v { color: var(--c); }
.spoken { line-height: 1.55; max-width: 46rem; }
.spoken h3 { font-size: 1.05rem; font-weight: 600; margin: 1rem 0 .4rem; padding: 0; }
.sp { border-left: 4px solid var(--c); padding: .1rem 0 .1rem .8rem; margin: 0 0 .7rem;
  scroll-margin-top: 4.5rem; }
.sp p { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
.sp p.who, .sp .lead { font-size: .8rem; } .sp .lead { display: block; font-style: italic; }
.sp:target { outline: 2px solid var(--accent); outline-offset: .3rem; }
.v { text-decoration: underline dotted; text-underline-offset: .25em; }
.v b { font-size: .78rem; }
@media (max-width: 760px) { .tl-slim { display: block; } .tl-wide { display: none; } }
"""
    + role_style()
    + "</style>"
)
