/** The colours of the people's page, dark and light; text is readable on each ground (WCAG AA). */
export const palette = {
  light: {
    ink: '#1c2430',
    soft: '#586473',
    line: '#d5dbe3',
    edge: '#7a8696',
    paper: '#ffffff',
    field: '#f3f6fa',
    accent: '#0a58a6',
    bad: '#a4262c',
    blush: '#fdf0f0',
    note: '#fff8e0',
  },
  dark: {
    ink: '#e6eaf0',
    soft: '#a3afbd',
    line: '#333c48',
    edge: '#76849a',
    paper: '#12161c',
    field: '#1b2129',
    accent: '#74b6ff',
    bad: '#ff9a9a',
    blush: '#33191c',
    note: '#2c2614',
  },
} as const

const colours = (of: Readonly<Record<string, string>>): string =>
  Object.entries(of)
    .map(([name, colour]) => `--${name}: ${colour}`)
    .join('; ')

/** The style of the people's page: the system's colours unless others are chosen, nothing that moves, nothing wider than the window. */
export const shellStyle = `:root { color-scheme: light; ${colours(palette.light)} }
@media (prefers-color-scheme: dark) { :root:not([data-colours=light]) { color-scheme: dark; ${colours(palette.dark)} } }
:root[data-colours=dark] { color-scheme: dark; ${colours(palette.dark)} }
@media print { :root:root { color-scheme: light; ${colours(palette.light)} } }
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif }
header, main, noscript { display: block; max-width: 76rem; margin: 0 auto; padding: 0 1.5rem }
.top { border-bottom: 1px solid var(--line); background: var(--field) }
header { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: center; padding-top: .8rem; padding-bottom: .8rem }
h1 { flex: 1 1 12rem; margin: 0; font-size: 1.25rem; line-height: 1.3; overflow-wrap: anywhere }
h1 a { color: inherit; text-decoration: none }
h1 svg { width: 1.5rem; height: 1.5rem; margin-right: .6rem; vertical-align: -.35rem; color: var(--accent) }
h2 { margin: .25rem 0; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere }
h2#count { margin: 1.5rem 0 .5rem; font-size: 1.05rem }
h3 { margin: 1.1rem 0 .4rem; font-size: 1.3rem; overflow-wrap: anywhere }
h4 { margin: 1.1rem 0 .4rem; font-size: 1rem }
p { margin: .5rem 0 }
.head { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; margin-top: 1.1rem }
.head h3, .head p { margin: 0 0 .2rem }
a { color: var(--accent); text-underline-offset: .15em }
a, button, summary, input, h1 a { border-radius: .3rem }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
[tabindex="-1"]:focus { outline: none }
main { padding-top: 1rem; padding-bottom: 3rem; overflow-wrap: break-word }
.hidden, label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.soft, small { color: var(--soft) }
.bad { color: var(--bad) }
input { flex: 0 1 22rem; min-width: 0; padding: .45rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge) }
::placeholder { color: var(--soft); opacity: 1 }
button { padding: .2rem .8rem; font: inherit; font-size: .9rem; color: inherit; background: var(--paper); border: 1px solid var(--edge); cursor: pointer }
button:hover { border-color: var(--accent); color: var(--accent) }
#colours { min-width: 2.6rem; padding: .3rem .5rem; font-size: 1.15rem; line-height: 1.4 }
.box { margin: .75rem 0 1rem; padding: .3rem 1rem; background: var(--field); border: 1px solid var(--line); border-radius: .6rem }
.line { display: flex; gap: .75rem; align-items: center; margin: .4rem 0 }
.line span { flex: 0 0 2.8rem; font-size: .9rem }
pre { flex: 1; min-width: 0; margin: 0; padding: .15rem 0; overflow-x: auto; scrollbar-width: thin; font: .875rem/1.6 ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace }
code { font: .8125rem/1.4 ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace }
ul { list-style: none; margin: 0; padding: 0 }
#found { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0 1rem }
#found a { display: block; padding: .25rem .5rem; margin-left: -.5rem; overflow-wrap: anywhere; text-decoration: none }
#found a:hover, #found a:focus { background: var(--field); text-decoration: underline }
.empty { padding: 3rem 1rem 2rem; text-align: center; font-size: 1.15rem }
.back { font-size: .9rem; text-decoration: none }
.summary { font-size: 1.1rem; color: var(--soft) }
.banner { margin: 1rem 0; padding: .4rem 1rem; background: var(--note); border: 1px solid var(--line); border-left: .3rem solid var(--soft); border-radius: .4rem; color: var(--ink) }
.banner.bad { background: var(--blush); border-left-color: var(--bad) }
.versions { display: flex; flex-wrap: wrap; gap: .4rem; margin: 1rem 0 .5rem }
.versions a { display: block; padding: .15rem .7rem; border: 1px solid var(--line); border-radius: 1rem; color: inherit; text-decoration: none }
.versions a:hover { border-color: var(--accent) }
.versions a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--paper) }
.versions a[aria-current] small { color: inherit }
.yanked > span, .yanked > a { text-decoration: line-through }
tr.yanked .file > a { text-decoration: line-through }
details { margin: 1.25rem 0 }
summary { width: max-content; font-weight: 600; cursor: pointer }
.scroll { margin: .5rem 0; overflow-x: auto; scrollbar-width: thin }
table { border-collapse: collapse; font-size: .9375rem; width: 100% }
th, td { padding: .4rem 1rem .4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap }
.number, .date { white-space: nowrap }
.number { text-align: right }
.file { min-width: 17rem; overflow-wrap: anywhere }
.note { overflow-wrap: anywhere }
.file .note { display: block }
.hash { display: flex; gap: .6rem; align-items: center }
.hash button { padding: 0 .5rem; font-size: .8rem }
.grid { width: auto; min-width: 60% }
.grid th, .grid td { padding: .3rem .9rem; border: 1px solid var(--line); white-space: nowrap }
.grid thead th { background: var(--field); color: var(--ink); text-align: center; vertical-align: bottom }
.grid tbody th { position: sticky; left: 0; background: var(--paper); font-weight: 500 }
.grid thead th:first-child { position: sticky; left: 0; z-index: 1; text-align: left }
.grid small { display: block; font-size: .75rem; font-weight: 400 }
.grid td { text-align: center }
.grid .none { color: var(--soft) }
.more { margin: .5rem 0 }
@media (max-width: 40rem) {
  header, main { padding-left: 1rem; padding-right: 1rem }
  input { flex: 1 1 8rem }
  h1 { flex-basis: 100% }
  .line { flex-wrap: wrap; gap: 0 .75rem }
  .line span { flex: 1 }
  .line pre { flex: 1 0 100%; order: 1 }
  .grid th, .grid td { padding: .3rem .6rem }
  .grid tbody th { min-width: 8rem; max-width: 9.5rem; white-space: normal; overflow-wrap: anywhere }
}
@media (prefers-reduced-motion: no-preference) { a, button { transition: background-color .12s, border-color .12s } main[aria-busy=true] { opacity: .6; transition: opacity .1s .25s } }
@media (forced-colors: active) { .versions a[aria-current] { outline: 2px solid } }
@media print {
  .top button, input, .line button, .hash button, .back, .more { display: none }
  .scroll, pre { overflow: visible }
  pre { white-space: pre-wrap; overflow-wrap: anywhere }
}
`
