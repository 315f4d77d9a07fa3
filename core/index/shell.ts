import { sha256Of } from '../sha256.ts'
import { shellScript } from './shell-script.ts'
import { shellStyle } from './shell-style.ts'
import { themeStart } from './shell-theme.ts'

export const shellKey = 'index.html'

const wheel = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#3776ab' stroke-width='2'><circle cx='12' cy='12' r='10'/><circle cx='12' cy='12' r='3'/><path d='M12 2v7M12 15v7M2 12h7M15 12h7M4.900 4.900l5 5M14.100 14.100l5 5M4.900 19.100l5-5M14.100 9.900l5-5'/></svg>`

/** Readers of the page need no blanks. */
const style = shellStyle.replace(/ *([{};,]) */g, '$1').replaceAll(': ', ':')

/** How a policy names an inline script or style: by its digest, so that no other runs. */
function named(text: string): string {
  return `'sha256-${Buffer.from(sha256Of(text), 'hex').toString('base64')}'`
}

const policy = [
  "default-src 'none'",
  "connect-src 'self'",
  'img-src data:',
  `style-src ${named(style)}`,
  `script-src ${named(themeStart)} ${named(shellScript)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

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
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Simple index</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(wheel)}">
<style>${style}</style>
<script>${themeStart}</script>
</head>
<body>
<div class="top"><header>
<h1>${wheel.replace("xmlns='http://www.w3.org/2000/svg'", 'aria-hidden="true"').replace('#3776ab', 'currentColor')}<a href="#" id="title">Simple index</a></h1>
<label for="search">Search projects</label>
<input id="search" type="search" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="Search projects ( / )">
<button id="colours" type="button"></button>
</header></div>
<main id="main" tabindex="-1"><p>Reading the index.</p></main>
<p id="said" role="status" class="hidden"></p>
<noscript><p>This page needs scripts; <a href="simple/index.html">the plain list of projects</a> does not.</p></noscript>
<script>${shellScript}</script>
</body>
</html>
`

/** Names this very page, so that a newer release renews it. */
export const shellName = sha256Of(shell).slice(0, 16)

/** Whether a page is one of ours, of whatever release. */
export function isOwnShell(html: string): boolean {
  return html.includes('<meta name="generator" content="Wheelworks people\'s page">')
}
