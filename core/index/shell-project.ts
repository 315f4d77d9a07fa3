/** The view of a project: what it is, its versions, and one of them. Plain JavaScript of browsers, kept as text. */
export const projectScript = String.raw`
const statuses = {
  archived: 'This project is archived: no new files will come.',
  deprecated: 'This project is deprecated: look for what takes its place.',
  quarantined: 'This project is quarantined: it may be harmful, so none of its files are offered.',
}

function banner(status) {
  if (!status || typeof status.status !== 'string' || status.status === 'active') return undefined
  const known = Object.hasOwn(statuses, status.status) ? statuses[status.status] : 'The status of this project is ' + status.status + '.'
  const why = typeof status.reason === 'string' && status.reason !== '' ? el('p', {}, status.reason) : undefined
  return el('div', { class: 'banner ' + (status.status === 'quarantined' ? 'bad' : '') }, el('p', {}, el('strong', {}, known)), why)
}
function yankedBanner({ yanked, files }) {
  if (!yanked) return undefined
  const reasons = reasonsOf(files).map((reason) => el('p', {}, reason))
  return el('div', { class: 'banner bad' }, el('p', {}, el('strong', {}, 'This version is yanked: installers pass it over unless exactly it is asked for.')), ...reasons)
}
function stateOf(version, newest) {
  if (version.yanked) return 'yanked'
  if (version === newest) return 'newest'
  return version.early && version.key !== '' ? 'pre-release' : ''
}
function versionLink(name, version, chosen, newest) {
  const state = stateOf(version, newest)
  const attributes = { href: hashOf(name, version.text), class: version.yanked ? 'yanked' : undefined, title: reasonsOf(version.yanked ? version.files : []).join('\n') || undefined }
  return el('a', { ...attributes, 'aria-current': version === chosen ? 'page' : undefined }, el('span', {}, version.text), state === '' ? undefined : el('small', {}, ' ' + state))
}
function sizeOf({ files }) { return bytes(files.reduce((sum, { file }) => sum + (typeof file.size === 'number' ? file.size : 0), 0) || undefined) }
function firstDay({ files }) { return files.map(({ file }) => day(file)).filter(Boolean).sort()[0] || '' }
function factsOf(version) {
  const [python, ...others] = new Set(version.files.map(({ file }) => file['requires-python'] || ''))
  const count = [counted(version.files.length, 'file'), sizeOf(version)].filter(Boolean).join(', ')
  return [firstDay(version), others.length === 0 && python && 'Python ' + python, count].filter(Boolean).join(' \u00B7 ')
}
function versionRow(name, version, chosen, newest) {
  return el('tr', {},
    el('td', {}, versionLink(name, version, chosen, newest)), el('td', { class: 'number' }, number(version.files.length)),
    el('td', { class: 'number' }, sizeOf(version)), el('td', { class: 'date' }, firstDay(version)),
    el('td', { class: 'note' }, version.yanked ? reasonsOf(version.files).join('; ') : ''))
}
// Filled when it is opened: most people never do.
function folded(summary, open, fill) {
  const node = el('details', {}, el('summary', {}, summary))
  let filled = false
  const once = () => { if (!filled) { filled = true; node.append(fill()) } }
  node.addEventListener('toggle', () => { if (node.open) once() })
  if (open) { node.setAttribute('open', ''); once() }
  return node
}
function versionNav(name, versions, chosen, newest) {
  const near = versions.slice(0, 8)
  const shown = near.includes(chosen) ? near : [...near, chosen]
  const items = shown.map((version) => el('li', {}, versionLink(name, version, chosen, newest)))
  const columns = [['Version', ''], ['Files', 'number'], ['Size', 'number'], ['Uploaded', ''], ['Why yanked', '']]
  const all = () => longTable('All versions of ' + name, columns, versions, (version) => versionRow(name, version, chosen, newest))
  const rest = versions.length > near.length ? folded('All ' + number(versions.length) + ' versions', false, all) : undefined
  return el('nav', { 'aria-label': 'Versions' }, el('ul', { class: 'versions' }, ...items), rest)
}
function versionView(page, version, pinned, base) {
  if (version === undefined) return [el('p', { class: 'soft' }, page.name + ' has no files.')]
  const wanted = version.key === '' ? undefined : page.name + (pinned || version.yanked ? '==' + version.text : '')
  const heading = version.key === '' ? 'Other files' : 'Version ' + version.text
  return [
    el('div', { class: 'head' }, el('h3', {}, heading), el('p', { class: 'soft', id: 'facts' }, factsOf(version))),
    yankedBanner(version),
    wanted === undefined ? undefined : el('section', { class: 'box', 'aria-label': 'How to install it' }, ...install(wanted)),
    ...gridView(page.name + ' ' + version.text, version, base),
    sourceLine(version, base),
    filesView(page.name + ' ' + version.text, version, base),
  ].filter(Boolean)
}
function chosenOf(versions, text, newest) {
  if (text === undefined) return newest
  const read = readVersion(text)
  return versions.find((version) => version.text === text || (read !== undefined && version.key === read.key))
}
function summaryOf(page) {
  const about = page._about
  return about && typeof about.summary === 'string' && about.summary !== '' ? el('p', { class: 'summary' }, about.summary) : undefined
}
function projectView(page, base, text) {
  const versions = versionsOf(listIn(page, 'files', 'filename'), normalized(page.name))
  const newest = newestOf(versions)
  const chosen = chosenOf(versions, text, newest)
  const back = el('p', {}, el('a', { href: '#', class: 'back' }, '\u2190 All projects'))
  const head = [back, el('h2', { tabindex: '-1', id: 'project' }, page.name), summaryOf(page), banner(page['project-status'])].filter(Boolean)
  if (text !== undefined && chosen === undefined) {
    const rest = el('p', { class: 'banner' }, 'There is no version ' + text + ' of ' + page.name + '. ', el('a', { href: hashOf(page.name) }, 'Show the newest'))
    return [...head, rest]
  }
  const nav = versions.length > 1 ? [versionNav(page.name, versions, chosen, newest)] : []
  return [...head, ...nav, ...versionView(page, chosen, text !== undefined, base)]
}
`
