import { filesScript } from './shell-files.ts'
import { listScript } from './shell-list.ts'
import { partsScript } from './shell-parts.ts'
import { projectScript } from './shell-project.ts'
import { tagsScript } from './shell-tags.ts'
import { themeScript } from './shell-theme.ts'
import { versionsScript } from './shell-versions.ts'

/** What the people's page shows for an address of its own: `#/name`, `#/name/version`, or the list. */
const routeScript = String.raw`
const views = { list: el('div', {}), project: el('div', { hidden: '' }) }
const pages = new Map()
let shown = false
let known = false
let begun = false
let scrolled = 0
let turn = 0

function show(view, nodes) {
  if (view === 'project' && views.project.hidden) scrolled = scrollY
  views[view].replaceChildren(...nodes)
  turnTo(view)
}
// Until there is something to show, the page says that it reads.
function turnTo(view) {
  if (!shown) main.replaceChildren(views.list, views.project)
  shown = true
  main.setAttribute('aria-busy', 'false')
  views.list.hidden = view !== 'list'
  views.project.hidden = view !== 'project'
}
function named(...parts) { document.title = [...parts, title.textContent].filter(Boolean).join(' \u00B7 ') }

async function pageOf(name) {
  const path = 'simple/' + encodeURIComponent(name) + '/index.json'
  if (!pages.has(name)) {
    const page = await read(path)
    listIn(page, 'files', 'filename')
    // Only the last one is kept: turning between its versions asks for nothing, coming back asks anew.
    pages.clear()
    pages.set(name, { ...page, name })
  }
  return { page: pages.get(name), base: address(path) }
}
async function showProject(name, version) {
  const mine = ++turn
  const same = !views.project.hidden && pages.has(name)
  const held = document.activeElement && document.activeElement.getAttribute('href')
  main.setAttribute('aria-busy', 'true')
  const { page, base } = await pageOf(name)
  if (mine !== turn) return
  show('project', projectView(page, base, version))
  named(page.name, version)
  say(page.name + (version === undefined ? '' : ' ' + version))
  if (!same) scrollTo(0, 0)
  focusOn(same && held === location.hash ? views.project.querySelector('[aria-current]') : null)
}
// The link that was followed is gone: the keyboard goes on from here.
function focusOn(current) { (current || document.getElementById('project') || main).focus({ preventScroll: current === null }) }
function showList() {
  turn++
  const from = views.project.hidden ? null : [...list.querySelectorAll('a')].find((link) => link.getAttribute('href') === left)
  turnTo('list')
  if (!begun) { begun = true; views.list.replaceChildren(...listView()); showFound() }
  named()
  scrollTo(0, scrolled)
  if (from) from.focus({ preventScroll: true })
}
function plainList() { return el('a', { href: 'simple/index.html' }, 'the plain list of projects') }
function complaint(head, why) {
  const again = el('button', { type: 'button' }, 'Try again')
  again.addEventListener('click', start)
  return [el('div', { class: 'banner bad', id: 'project', tabindex: '-1' }, el('p', {}, el('strong', {}, head)), el('p', {}, ...why)), el('p', {}, again, ' ', el('a', { href: '#' }, 'All projects'))]
}
function complain(error, name) {
  const missing = error instanceof Unanswered && (error.status === 404 || (error.status === 403 && !projects.includes(name)))
  const why = String((error && error.message) || error).replace(/[.]?$/, '.')
  if (location.protocol === 'file:') {
    const local = ['Browsers do not let a page read other files from disk. Serve this folder (python3 -m http.server), or open ', plainList(), '.']
    show('project', complaint('This page cannot read the index from here.', local).slice(0, 1))
  } else if (missing && name !== undefined) show('project', complaint('There is no project \u201C' + name + '\u201D here.', [why, ' There is also ', plainList(), '.']))
  else show('project', complaint('The index could not be read.', [why, ' There is also ', plainList(), '.']))
  named()
  say('The page could not be shown.')
  if (name !== undefined) focusOn(null)
}
// Whatever was typed there is shown as it is.
function unescaped(text) { try { return decodeURIComponent(text) } catch { return text } }
let left = ''
async function route() {
  if (!known) return start()
  let name
  try {
    const [mark, ...parts] = location.hash.split('/')
    if (mark !== '#' || !parts[0]) return showList()
    left = '#/' + parts[0]
    const [asked, version] = parts.map(unescaped)
    name = normalized(asked)
    await showProject(name, version || undefined)
  } catch (error) { complain(error, name) }
}
async function start() {
  pages.clear()
  try {
    const root = await read('simple/index.json')
    projects = listIn(root, 'projects', 'name').map(({ name }) => name)
    title.textContent = typeof root._title === 'string' ? root._title : 'Simple index'
  } catch (error) { return complain(error) }
  known = true
  begun = false
  await route()
}
search.addEventListener('input', () => {
  scrolled = 0
  if (location.hash.length > 1) location.hash = ''
  if (begun) showFound()
})
addEventListener('hashchange', route)
start()
`

const scripts = [partsScript, themeScript, versionsScript, tagsScript, listScript, filesScript, projectScript, routeScript]

/** What the people's page does: plain JavaScript of browsers, kept as text because no task ever runs it. Readers need no indents and remarks. */
export const shellScript = `'use strict'${scripts.join('').replace(/^ +|^\/\/.*\n/gm, '')}`
