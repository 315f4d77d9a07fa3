/** What every view of the people's page is made of. Plain JavaScript of browsers, kept as text; text of the index is only ever set as text. */
export const partsScript = String.raw`
const main = document.getElementById('main')
const search = document.getElementById('search')
const title = document.getElementById('title')
const said = document.getElementById('said')

function el(name, attributes, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, value)
  node.append(...children.filter((child) => child !== undefined))
  return node
}
function say(text) { said.textContent = text }
function address(path) { return new URL(path, document.baseURI.split('#')[0]) }
class Unanswered extends Error {
  constructor(status, path) {
    super('The server answered ' + status + ' for ' + path + '.')
    this.status = status
  }
}
async function read(path) {
  const answer = await fetch(address(path), { cache: 'no-cache' }).catch(() => { throw new Error('The server could not be reached.') })
  if (!answer.ok) throw new Unanswered(answer.status, path)
  return answer.json().catch(() => undefined)
}
// What has no name is passed over, as installers do.
function listIn(page, key, named) {
  if (!page || !Array.isArray(page[key])) throw new Error('What the server sent is no page of an index.')
  return page[key].filter((one) => one && typeof one[named] === 'string')
}
function number(count) { return String(count).replace(/\B(?=(\d{3})+$)/g, ',') }
function counted(count, one, many) { return number(count) + ' ' + (count === 1 ? one : many || one + 's') }
function bytes(size) {
  if (typeof size !== 'number') return ''
  const units = ['B', 'kB', 'MB', 'GB']
  let at = 0
  while (size >= 1000 && at < 3) { size /= 1000; at++ }
  return (at === 0 ? size : size.toFixed(1)) + ' ' + units[at]
}
function day(file) { return typeof file['upload-time'] === 'string' ? file['upload-time'].slice(0, 10) : '' }
function digestOf(file) { return file.hashes && typeof file.hashes.sha256 === 'string' ? file.hashes.sha256 : '' }

// Only what is fetched by http becomes a link, whatever an index says.
function hrefOf(file, base) {
  try {
    const url = new URL(file.url, base)
    return /^https?:$/.test(url.protocol) ? url.href : undefined
  } catch { return undefined }
}
function download(file, base, text, label) {
  const href = hrefOf(file, base)
  if (href === undefined) return el('span', { title: file.filename }, text)
  const hash = digestOf(file)
  return el('a', { href, title: file.filename + (hash ? '\nsha256 ' + hash : ''), 'aria-label': label }, text)
}
function hashOf(...parts) { return '#/' + parts.map(encodeURIComponent).join('/') }

function quoted(word) { return /^[\w.\/:%+~@=-]+$/.test(word) ? word : "'" + word.replace(/'/g, '%27') + "'" }
function copyButton(text, what, shown) {
  const label = shown || 'Copy'
  const button = el('button', { type: 'button', 'aria-label': 'Copy ' + what }, label)
  button.addEventListener('click', async () => {
    const done = await copy(text())
    button.textContent = done ? 'Copied' : 'Press Ctrl+C'
    say(done ? 'Copied ' + what : 'The browser does not let this page copy; select the text and copy it.')
    setTimeout(() => { button.textContent = label }, 2000)
  })
  return button
}
// Pages that came by plain http have no clipboard, only the old way.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = el('textarea', { class: 'hidden', readonly: '' })
    const before = document.activeElement
    area.value = text
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    if (before) before.focus()
    return done
  }
}
function lineOf(name, text, what) {
  return el('div', { class: 'line' }, el('span', { class: 'soft' }, name), el('pre', { tabindex: '0', role: 'group', 'aria-label': what }, text), copyButton(() => text, what))
}
function install(wanted) {
  const rest = ' install --index-url ' + quoted(address('simple/').href) + ' ' + (wanted === '' ? 'NAME' : quoted(wanted))
  return [lineOf('pip', 'pip' + rest, 'the line for pip'), lineOf('uv', 'uv pip' + rest, 'the line for uv')]
}
// The first of many, and a button for the rest: a page is there at once, however long a list is.
function fill(into, items, most, make) {
  for (const item of items.slice(0, most)) into.append(make(item))
  if (items.length <= most) return undefined
  const more = el('button', { type: 'button', class: 'more' }, 'Show all ' + number(items.length))
  more.addEventListener('click', () => {
    more.remove()
    for (const item of items.slice(most)) into.append(make(item))
    say('All ' + number(items.length) + ' are shown.')
  })
  return more
}
function longTable(caption, columns, items, make) {
  const head = columns.map(([text, kind]) => el('th', { scope: 'col', class: kind }, text))
  const body = el('tbody', {})
  const more = fill(body, items, 200, make)
  const table = el('table', {}, el('caption', { class: 'hidden' }, caption), el('thead', {}, el('tr', {}, ...head)), body)
  return el('div', {}, scrolling(caption, table), more)
}
function scrolling(label, node) { return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, node) }
`
