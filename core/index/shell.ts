import { sha256Of } from '../sha256.ts'
import { shellScript } from './shell-script.ts'
import { shellStyle } from './shell-style.ts'

export const shellKey = 'index.html'

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
${shellStyle}</style>
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
