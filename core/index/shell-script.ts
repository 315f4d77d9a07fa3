/** What the people's page does: plain JavaScript of browsers, kept as text because no task ever runs it. */
export const shellScript = `'use strict'
const main = document.getElementById('main')
const search = document.getElementById('search')
const title = document.getElementById('title')
let projects = []

function el(name, attributes, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  node.append(...children)
  return node
}
function show(...nodes) { main.replaceChildren(...nodes) }
function address(path) { return new URL(path, document.baseURI.split('#')[0]) }
async function read(path) {
  const answer = await fetch(address(path), { cache: 'no-cache' })
  if (!answer.ok) throw new Error('The server answered ' + answer.status + ' for ' + path + '.')
  return answer.json()
}
function bytes(size) {
  if (typeof size !== 'number') return ''
  const units = ['B', 'kB', 'MB', 'GB']
  let at = 0
  while (size >= 1000 && at < 3) { size /= 1000; at++ }
  return (at === 0 ? size : size.toFixed(1)) + ' ' + units[at]
}
function link(file, base) {
  let url
  try { url = new URL(file.url, base) } catch { return document.createTextNode(file.filename) }
  const hash = file.hashes && file.hashes.sha256
  if (!/^(https?|file):$/.test(url.protocol)) return document.createTextNode(file.filename)
  return el('a', { href: url.href, title: hash ? 'sha256 ' + hash : 'no hash' }, file.filename)
}
function row(file, base) {
  const cells = [
    el('td', { class: 'file' }, link(file, base)),
    el('td', { class: 'number' }, bytes(file.size)),
    el('td', { class: 'date' }, (file['upload-time'] || '').slice(0, 10)),
    el('td', {}, el('code', {}, file['requires-python'] || 'any')),
    el('td', { class: 'bad note' }, file.yanked ? 'yanked' + (file.yanked === true ? '' : ': ' + file.yanked) : ''),
  ]
  return el('tr', file.yanked ? { class: 'yanked' } : {}, ...cells)
}
function install(tool, name) {
  const line = tool + ' install --index-url ' + address('simple/').href + ' ' + name
  const button = el('button', { type: 'button', 'aria-label': 'Copy the line for ' + tool.split(' ')[0] }, 'Copy')
  button.addEventListener('click', async () => {
    try { await navigator.clipboard.writeText(line); button.textContent = 'Copied' } catch { button.textContent = 'Select it' }
  })
  return el('div', { class: 'install' }, el('pre', {}, line), button)
}
function newestFirst(a, b) {
  return b.filename.localeCompare(a.filename, 'en', { numeric: true })
}
async function showProject(name) {
  const path = 'simple/' + encodeURIComponent(name) + '/index.json'
  const page = await read(path)
  if (decodeURIComponent(location.hash.slice(2)) !== name) return
  const files = [...page.files].sort(newestFirst)
  const columns = [['File', ''], ['Size', 'number'], ['Uploaded', ''], ['Python', ''], ['Note', '']]
  const head = columns.map(([text, kind]) => el('th', { scope: 'col', class: kind }, text))
  const rows = files.map((file) => row(file, address(path)))
  const table = el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows))
  const count = files.length + (files.length === 1 ? ' file' : ' files')
  const heading = el('h2', { tabindex: '-1' }, page.name)
  const lines = [install('pip', page.name), install('uv pip', page.name)]
  show(heading, ...lines, el('p', { class: 'soft' }, count), el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Files' }, table))
  document.title = page.name + ' - ' + title.textContent
  // The link that was followed is gone: the keyboard goes on from here.
  heading.focus()
}
function showList() {
  const words = search.value.toLowerCase().replace(/[-_.]+/g, '-').split(/\\s+/).filter(Boolean)
  const found = projects.filter((name) => words.every((word) => name.includes(word)))
  const items = found.map((name) => el('li', {}, el('a', { href: '#/' + encodeURIComponent(name) }, name)))
  const count = found.length === projects.length ? projects.length + ' projects' : found.length + ' of ' + projects.length + ' projects'
  document.title = title.textContent
  show(el('p', { class: 'soft' }, count), el('ul', {}, ...items))
}
function complain(error) {
  const local = location.protocol === 'file:'
  const why = local
    ? 'Browsers do not let a page read other files from disk. Serve this folder (python3 -m http.server), or open '
    : String(error && error.message || error).replace(/[.]?$/, '.') + ' There is also '
  show(el('p', { class: 'bad' }, why, el('a', { href: 'simple/index.html' }, 'the plain list of projects'), '.'))
}
async function route() {
  try {
    if (location.hash.startsWith('#/')) await showProject(decodeURIComponent(location.hash.slice(2)))
    else showList()
  } catch (error) { complain(error) }
}
async function start() {
  try {
    const root = await read('simple/index.json')
    projects = root.projects.map((project) => project.name)
    title.textContent = root._title || 'Simple index'
  } catch (error) { return complain(error) }
  search.addEventListener('input', () => { if (location.hash.length > 1) location.hash = ''; else showList() })
  addEventListener('hashchange', route)
  await route()
}
start()
`
