"""How the report's page looks, on a wide screen and a narrow one, light and dark."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root { color-scheme: light dark; --ink: #1b2733; --soft: #5d6975; --line: #d5dbe1;
  --paper: #fbfbf9; --card: #fff; --ours: #0b6e4f; --theirs: #7c8794; --loss: #a8321f }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaee; --soft: #9aa6b2; --line: #36414c;
  --paper: #14191f; --card: #1b222a; --ours: #4fc79a; --theirs: #8e9aa6; --loss: #f08a77 } }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 76rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word }
h1 { font-size: 1.5rem; margin-bottom: 0 } h2 { font-size: 1.15rem; margin-top: 2.2rem }
.facts { color: var(--soft); padding: 0; list-style: none; max-width: 62rem }
.plots { display: grid; gap: 1rem 2rem;
  grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)) }
.plot { width: 100%; max-width: 30rem; height: auto; font-size: 13px }
.plot text { fill: var(--ink) } .plot .title, .plot .mean { font-weight: 600 }
.plot .tick { fill: var(--soft); text-anchor: middle; font-size: 11px }
.plot .grid { stroke: var(--line) } .plot .zero { stroke: var(--ink) }
.plot line.ours { stroke: var(--ours); stroke-width: 3 } .plot circle.ours { fill: var(--ours) }
.plot line.worse { stroke: var(--loss); stroke-width: 3 } .plot circle.worse { fill: var(--loss) }
.plot line.theirs { stroke: var(--theirs); stroke-width: 2 }
.plot circle.theirs { fill: var(--theirs) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .88rem }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top }
td small { color: var(--soft); white-space: nowrap }
.figures { line-height: 1.25 } .figures th { font-size: .78rem; vertical-align: bottom }
.figures td:first-child, .questions td:first-child { white-space: nowrap }
.questions td:nth-child(2) { min-width: 16rem } .questions td:last-child { min-width: 16rem }
summary { cursor: pointer; margin: 1rem 0 }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  padding: .1rem .9rem; margin: .6rem 0 }
.card p { margin: .5rem 0 } .card summary { margin: .4rem 0; color: var(--soft) }
.chips { display: flex; flex-wrap: wrap; gap: .3rem }
.chip { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .45rem; font-size: .82rem }
.chip.up { color: var(--ours); border-color: currentColor }
.chip.down { color: var(--loss); border-color: currentColor }
.sides { display: grid; gap: 1rem 2rem; font-size: .88rem; padding-bottom: .6rem;
  grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)) }
.answer { white-space: pre-wrap }
"""
