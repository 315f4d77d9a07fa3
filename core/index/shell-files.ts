/** The files of one version: the grid of platforms and pythons, the sdist, and a table of all that is told. Plain JavaScript of browsers, kept as text. */
export const filesScript = String.raw`
const inCell = 4

function cellOf(wheels, uniform, base) {
  const links = wheels.slice(0, inCell).map(({ file, wheel, platform }) => {
    const notes = [uniform ? '' : platform.needs, wheel.build && 'build ' + wheel.build].filter(Boolean).join(', ')
    const link = download(file, base, bytes(file.size) || 'wheel', file.filename + ', ' + (bytes(file.size) || 'wheel') + (isYanked(file) ? ', yanked' : ''))
    return el('div', { class: isYanked(file) ? 'yanked' : undefined }, link, notes === '' ? undefined : el('small', {}, notes))
  })
  const more = wheels.length > inCell ? [el('small', {}, number(wheels.length - inCell) + ' more below')] : []
  return el('td', {}, ...links, ...more)
}
function gridRow({ label, tags, needs, cells }, columns, base) {
  const uniform = needs.size === 1
  const [from] = needs
  const kind = uniform ? from : /^(?:[a-z]+(?= ))?/.exec(from)[0]
  const says = kind === '' ? '' : ' (' + kind + ')'
  const head = el('th', { scope: 'row', title: tags.join('\n') }, label + says, tags[0] === label || tags[0] === 'any' ? undefined : el('small', {}, tags[0]))
  const none = () => el('td', { class: 'none' }, el('span', { 'aria-hidden': 'true' }, '\u2013'), el('span', { class: 'hidden' }, 'none'))
  return el('tr', {}, head, ...columns.map(({ order }) => (cells.has(order) ? cellOf(cells.get(order), uniform, base) : none())))
}
function gridView(what, { files }, base) {
  const { rows, columns } = gridOf(files)
  if (rows.length === 0) return []
  const heads = columns.map(({ label, note }) => el('th', { scope: 'col' }, label, note === '' ? undefined : el('small', {}, note)))
  const table = el('table', { class: 'grid' }, el('caption', { class: 'hidden' }, 'Wheels of ' + what + ' by platform and Python'),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Platform'), ...heads)),
    el('tbody', {}, ...rows.map((row) => gridRow(row, columns, base))))
  return [el('h4', {}, 'Wheels'), scrolling('Wheels by platform and Python', table)]
}
function sourceLine({ files }, base) {
  const sources = files.filter(({ source }) => source !== undefined)
  if (sources.length === 0) return undefined
  const links = sources.flatMap(({ file }, at) => [at === 0 ? '' : ', ', download(file, base, file.filename), el('span', { class: 'soft' }, ' ' + bytes(file.size))])
  return el('p', { id: 'source' }, el('strong', {}, 'Source '), ...links)
}
function buildOf({ _build: build }) {
  if (!build) return ''
  const told = (sign, ...parts) => parts.filter(Boolean).join(sign)
  const [by, run, commit] = [build.made_by, build.run && 'run ' + build.run, build.commit].map((one) => String(one || ''))
  const title = told('; cached, ', by, told(', ', run, commit && 'commit ' + commit))
  return el('span', { title }, told(' \u00B7 ', by.split(',')[0] || run, by ? 'cached' : commit.slice(0, 8)))
}
// A reason that the whole version has stands above already.
function yankNote(file, told) {
  if (!isYanked(file)) return undefined
  const why = typeof file.yanked === 'string' && file.yanked !== '' && !told ? ': ' + file.yanked : ''
  return el('span', { class: 'bad note' }, 'yanked' + why)
}
function hashCell(file) {
  const hash = digestOf(file)
  return hash === '' ? '' : el('span', { class: 'hash' }, el('code', { title: hash }, hash.slice(0, 8)), copyButton(() => hash, 'the SHA-256 of ' + file.filename))
}
function fileRow(file, base, told) {
  return el('tr', isYanked(file) ? { class: 'yanked' } : {},
    el('td', { class: 'file' }, download(file, base, file.filename), yankNote(file, told)), el('td', { class: 'number' }, bytes(file.size)),
    el('td', { class: 'date' }, day(file)), el('td', {}, el('code', {}, file['requires-python'] || 'any')),
    el('td', { class: 'date' }, buildOf(file)), el('td', {}, hashCell(file)))
}
const names = new Intl.Collator('en', { numeric: true })
const fileColumns = [['File', ''], ['Size', 'number'], ['Uploaded', ''], ['Python', ''], ['Built by', ''], ['SHA-256', '']]

function filesView(what, { files, yanked }, base) {
  const told = yanked && reasonsOf(files).length === 1
  const sorted = files.map(({ file }) => file).sort((a, b) => names.compare(a.filename, b.filename))
  const table = () => longTable('Files of ' + what, fileColumns, sorted, (file) => fileRow(file, base, told))
  return folded(counted(files.length, 'file'), files.length <= 100, table)
}
`
