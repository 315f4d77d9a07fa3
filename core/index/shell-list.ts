/** The start page of the people's page: what is in the index, found as one types. Plain JavaScript of browsers, kept as text. */
export const listScript = String.raw`
const atOnce = 240
const atMost = 5000
let projects = []
let drawn = 0

// Best first: the very name, then what begins like it, then the rest as it was.
function findProjects(names, typed) {
  const words = normalized(typed).split(/\s+/).filter(Boolean)
  if (words.length === 0) return names
  const rankOf = (name) => (name === words[0] ? 0 : name.startsWith(words[0]) ? 1 : 2)
  const found = names.filter((name) => words.every((word) => name.includes(word)))
  return [0, 1, 2].flatMap((rank) => found.filter((name) => rankOf(name) === rank))
}
function itemOf(name) { return el('li', {}, el('a', { href: hashOf(name) }, name)) }
// What is seen is there at once; the rest comes when the browser has time, unless something else was typed by then.
function draw(list, names) {
  const mine = ++drawn
  const append = (from, to) => {
    if (mine !== drawn) return
    list.append(...names.slice(from, to).map(itemOf))
    if (to < Math.min(names.length, atMost)) setTimeout(() => append(to, Math.min(to + 500, atMost)))
  }
  list.replaceChildren()
  append(0, atOnce)
}
function showFound() {
  const found = findProjects(projects, search.value)
  const all = counted(projects.length, 'project')
  const text = found.length === projects.length ? all : number(found.length) + ' of ' + all
  count.textContent = text
  if (search.value !== '') say(text)
  nothing.hidden = found.length > 0 || projects.length === 0
  nothing.textContent = 'No project has a name with \u201C' + search.value.trim() + '\u201D in it.'
  beyond.hidden = found.length <= atMost
  beyond.textContent = 'The first ' + number(atMost) + ' are listed. Search for the others.'
  draw(list, found)
}
const count = el('h2', { id: 'count' }, '')
const nothing = el('p', { class: 'soft', hidden: '' })
const beyond = el('p', { class: 'soft', hidden: '' })
const list = el('ul', { id: 'found', 'aria-labelledby': 'count' })

function listView() {
  const url = address('simple/').href
  const lines = el('section', { class: 'box', 'aria-label': 'How to install from here' }, lineOf('Index', url, 'the address of the index'), ...install(''))
  const empty = el('div', { class: 'empty' }, el('p', {}, 'Nothing is published yet.'), el('p', { class: 'soft' }, 'Projects appear here with the first wheel that is published.'))
  return projects.length === 0 ? [empty, lines] : [lines, count, nothing, list, beyond]
}
// Columns are as many as fit, so the line below is found by where things stand.
function neighbour(links, at, key) {
  if (key === 'ArrowRight') return links[at + 1]
  if (key === 'ArrowLeft') return links[at - 1]
  const { left, top } = links[at].getBoundingClientRect()
  const same = (link) => Math.abs(link.getBoundingClientRect().left - left) < 2
  if (key === 'ArrowDown') return links.find((link, place) => place > at && same(link) && link.getBoundingClientRect().top > top)
  return links.slice(0, at).reverse().find(same) || search
}
function move(event) {
  if (!/^Arrow/.test(event.key) || event.altKey || event.ctrlKey || event.metaKey) return
  const links = [...list.querySelectorAll('a')]
  const at = links.indexOf(document.activeElement)
  const next = at < 0 ? links[0] : neighbour(links, at, event.key)
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
list.addEventListener('keydown', move)
search.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') move(event)
  if (event.key === 'Escape' && search.value !== '') { search.value = ''; search.dispatchEvent(new Event('input')) }
  const [first] = findProjects(projects, search.value)
  if (event.key === 'Enter' && search.value.trim() !== '' && first !== undefined) location.hash = hashOf(first)
})
addEventListener('keydown', (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target && event.target.tagName)
  if (event.key !== '/' || typing || event.altKey || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  search.focus()
  search.select()
})
`
