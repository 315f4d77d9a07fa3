import { sha256Of } from '../sha256.ts'
import { shellScript } from './shell-script.ts'

export const shellKey = 'index.html'

const style = `:root { --ink: #1c2430; --soft: #5b6776; --line: #d9dee5; --paper: #fff; --field: #f4f6f9; --accent: #0b5cad; --bad: #a4262c }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #9aa7b6; --line: #333c48; --paper: #14181e; --field: #1d232b; --accent: #6cb2ff; --bad: #ff8a8a }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; justify-content: space-between; border-bottom: 1px solid var(--line); padding-bottom: 1rem }
h1 { margin: 0; font-size: 1.5rem }
h1 a { color: inherit; text-decoration: none }
a { color: var(--accent) }
a:focus-visible, input:focus-visible, button:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
input { flex: 0 1 20rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--field); border: 1px solid var(--line); border-radius: .5rem }
ul { list-style: none; padding: 0; columns: 14rem auto; column-gap: 2rem }
li { padding: .2rem 0; break-inside: avoid }
.soft { color: var(--soft) }
.bad { color: var(--bad) }
h2:focus { outline: none }
.install { display: flex; gap: .5rem; align-items: stretch; margin: .5rem 0 }
pre { flex: 1; margin: 0; padding: .6rem .75rem; overflow-x: auto; background: var(--field); border: 1px solid var(--line); border-radius: .5rem; font: 14px/1.5 ui-monospace, monospace }
button { padding: 0 1rem; font: inherit; color: inherit; background: var(--field); border: 1px solid var(--line); border-radius: .5rem; cursor: pointer }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: 15px }
th, td { padding: .45rem .75rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
th { color: var(--soft); font-weight: 600 }
td.file { overflow-wrap: anywhere; min-width: 16rem }
th.number, td.number { text-align: right; white-space: nowrap }
td.date { white-space: nowrap }
td.note { overflow-wrap: anywhere; min-width: 6rem; max-width: 18rem }
tr.yanked td.file a { text-decoration: line-through }
code { font: 13px/1.4 ui-monospace, monospace }
`

/**
 * The page for people: a constant that reads the same JSON as installers do, in the browser. One file, nothing from elsewhere (its
 * policy forbids it), no state; text from the index is only ever set as text.
 */
export const shell = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Wheelworks people's page">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Simple index</title>
<style>
${style}</style>
</head>
<body>
<header>
<h1><a href="#" id="title">Simple index</a></h1>
<label for="search">Search projects</label>
<input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="Search projects">
</header>
<main id="main" aria-live="polite"><p>Reading the index.</p></main>
<noscript><p>This page needs scripts; <a href="simple/index.html">the plain list of projects</a> does not.</p></noscript>
<script>
${shellScript}</script>
</body>
</html>
`

/** Names this very page, so that a newer release renews it. */
export const shellName = sha256Of(shell).slice(0, 16)

/** Whether a page is one of ours, of whatever release. */
export function isOwnShell(html: string): boolean {
  return html.includes('<meta name="generator" content="Wheelworks people\'s page">')
}
