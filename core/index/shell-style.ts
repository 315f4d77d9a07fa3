/** How the people's page looks, by day and by night. */
export const shellStyle = `:root { --ink: #1c2430; --soft: #5b6776; --line: #d9dee5; --paper: #fff; --field: #f4f6f9; --accent: #0b5cad; --bad: #a4262c }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #9aa7b6; --line: #333c48; --paper: #14181e; --field: #1d232b; --accent: #6cb2ff; --bad: #ff8a8a }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; justify-content: space-between; border-bottom: 1px solid var(--line); padding-bottom: 1rem }
h1 { margin: 0; font-size: 1.5rem }
h1 a { color: inherit; text-decoration: none }
a { color: var(--accent) }
a:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
input { flex: 0 1 20rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--field); border: 1px solid var(--line); border-radius: .5rem }
ul { list-style: none; padding: 0; columns: 14rem auto; column-gap: 2rem }
li { padding: .2rem 0; break-inside: avoid }
.soft { color: var(--soft) }
.bad { color: var(--bad) }
.pip { display: flex; gap: .5rem; align-items: stretch; margin: 1rem 0 }
pre { flex: 1; margin: 0; padding: .6rem .75rem; overflow-x: auto; background: var(--field); border: 1px solid var(--line); border-radius: .5rem; font: 14px/1.5 ui-monospace, monospace }
button { padding: 0 1rem; font: inherit; color: inherit; background: var(--field); border: 1px solid var(--line); border-radius: .5rem; cursor: pointer }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: 15px }
th, td { padding: .45rem .75rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
th { color: var(--soft); font-weight: 600 }
td.file { overflow-wrap: anywhere; min-width: 16rem }
td.number { text-align: right; white-space: nowrap }
tr.yanked td.file a { text-decoration: line-through }
code { font: 13px/1.4 ui-monospace, monospace }
`
